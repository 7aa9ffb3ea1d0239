import assert from "node:assert/strict";
import stringWidth from "string-width";
import { columnsOf, keepEnd, keepStart, padEnd, padStart, wrap } from "../../../runner/text/columns.ts";

const wide = "文".repeat(30);
const texts = ["", "a", wide, `${wide}.txt`, "word ".repeat(40), "😀🫠👨‍👩‍👧".repeat(9), "x".repeat(200)];

describe("text/columns", () => {
  it("returns 80 columns for a terminal of unknown width", () => {
    assert.equal(columnsOf({ columns: 0 }), 80);
    assert.equal(columnsOf({}), 80);
    assert.equal(columnsOf({ columns: 5 }), 5);
  });

  it("pads to a width in columns, not in characters", () => {
    assert.equal(padEnd("文字", 6), "文字  ");
    assert.equal(padStart("文字", 6), "  文字");
    assert.equal(padEnd("\u001B[31m文\u001B[39m", 3), "\u001B[31m文\u001B[39m ");
    assert.equal(padEnd("longer", 3), "longer");
  });

  it("shortens to a width in columns", () => {
    assert.equal(keepStart("文文文文", 6), "文文…");
    assert.equal(keepEnd("文文文文", 6), "…文文");
    assert.equal(keepEnd("/a/b/name.txt", 9), "…name.txt");
    assert.equal(keepStart("文文", 4), "文文");
    assert.equal(keepStart("abc", 3), "abc");
    assert.equal(keepStart("abcd", 3), "ab…");
    assert.equal(keepEnd("abc", 3), "abc");
    assert.equal(keepEnd("abcd", 3), "…cd");
    assert.deepEqual([keepStart("ab", 1), keepEnd("ab", 1)], ["…", "…"]);
    assert.deepEqual([keepStart("ab", 0), keepEnd("ab", 0)], ["", ""]);
  });

  for (const width of [0, 1, 5, 20, 80])
    it(`shortens and wraps to at most ${width} columns, and wraps without loss`, () => {
      for (const text of texts) {
        for (const short of [keepStart(text, width), keepEnd(text, width)])
          assert(stringWidth(short) <= width, `${width}: ${short}`);
        const lines = wrap(text, width);
        // A character may be wider than a column.
        for (const line of lines) assert(stringWidth(line) <= Math.max(2, width), `${width}: ${line}`);
        assert.equal(lines.join("").replaceAll(" ", ""), text.replaceAll(" ", ""));
      }
    });

  it("wraps at blanks, and splits only words that are too long", () => {
    assert.deepEqual(wrap("one two", 7), ["one two"]);
    assert.deepEqual(wrap("one two", 6), ["one", "two"]);
    assert.deepEqual(wrap("abcdef", 4), ["abcd", "ef"]);
    assert.deepEqual(wrap("", 4), []);
  });
});

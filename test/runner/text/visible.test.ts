import assert from "node:assert/strict";
import { jsonLine, visible, visibleData, visibleLine } from "../../../runner/text/visible.ts";

/** Each with what a terminal would make of it. */
const escapes: Record<string, [text: string, shown: string]> = {
  "clears the screen": ["\x1b[2J", "\\x1b[2J"],
  "sets the title": ["\x1b]0;owned\x07", "\\x1b]0;owned\\x07"],
  "is an 8-bit control": ["\x9b2J", "\\x9b2J"],
  "moves back": ["a\b\b\x7f", "a\\x08\\x08\\x7f"],
  "begins the line again": ["50%\r100%", "50%\\x0d100%"],
  "turns the direction of text": ["a\u202etxt.exe", "a\\u202etxt.exe"],
  "isolates a direction": ["\u2066a\u2069", "\\u2066a\\u2069"],
  "breaks a line": ["a\u2028b\u2029c", "a\\u2028b\\u2029c"],
  "shows nothing": ["a\u200b\u200d\ufeff\u3164\u{e0041}", "a\\u200b\\u200d\\ufeff\\u3164\\u{e0041}"],
  "is half a character": ["\ud83d!", "\\ud83d!"],
};

const kept = "Zürich, 東京, καλημέρα, 😀 ☁️\n\ttab, 100 %, \\x1b";

describe("text/visible", () => {
  for (const [what, [text, shown]] of Object.entries(escapes))
    it(`escapes what ${what}`, () => {
      assert.equal(visible(text), shown);
      assert.equal(visibleLine(text), shown);
      assert.deepEqual(visibleData({ list: [{ text }] }), { list: [{ text: shown }] });
      assert.equal(JSON.parse(jsonLine({ text })).text, text);
      assert.match(jsonLine({ text }), /^[\x20-\x7e]+$/);
    });

  it("keeps text as it is", () => {
    assert.equal(visible(kept), kept);
    assert.equal(jsonLine({ kept }), JSON.stringify({ kept }));
  });

  it("keeps lines apart, also those of Windows, but not in a name", () => {
    assert.equal(visible("a\r\nb\r"), "a\nb");
    assert.equal(visibleLine("a\nb\tc"), "a\\nb\\tc");
  });

  it("leaves values other than text unchanged", () => {
    const data = { date: new Date(0), count: 1, none: null, not: undefined, map: new Map([["\x1b", 1]]) };
    assert.deepEqual(visibleData(data), data);
  });
});

import assert from "node:assert/strict";
import { parse } from "csv-parse/sync";
import { csvLine, csvText } from "../../../runner/text/csv.ts";

describe("text/csv", () => {
  it("is read back as written", () => {
    const cells = [
      "",
      " a ",
      'say "a, b"',
      "two\r\nlines",
      "\n",
      '"',
      "tab\tand ; semicolon",
      "😀",
      "\u202eabc",
    ];
    assert.deepEqual(parse(csvLine(cells)), [cells]);
    assert.deepEqual(parse(csvLine([0, -1.5, undefined])), [["0", "-1.5", ""]]);
  });

  it("puts an apostrophe only in front of formulas", () => {
    assert.deepEqual(["=1", "@a", "-x", "-1", "+1e3", "a=b", ""].map(csvText), [
      ...["'=1", "'@a", "'-x", "-1", "+1e3", "a=b", ""],
    ]);
  });
});

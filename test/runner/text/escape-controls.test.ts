import assert from "node:assert/strict";
import { readable } from "../../../runner/text/escape-controls.ts";

describe("text/readable", () => {
  it("escapes control characters as JSON does", () =>
    assert.equal(readable("a\nb\tc\u0001d\u001F"), "a\\nb\\tc\\u0001d\\u001f"));

  it("keeps blanks, quotes and characters outside of ASCII", () =>
    assert.equal(readable('a "b" \\ 文😀'), 'a "b" \\ 文😀'));
});

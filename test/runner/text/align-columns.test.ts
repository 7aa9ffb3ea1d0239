import assert from "node:assert/strict";
import { alignColumns } from "../../../runner/text/align-columns.ts";

describe("text/align-columns", () => {
  it("makes each column as wide as its widest cell, with two blanks between", () =>
    assert.deepEqual(
      alignColumns([
        ["a", "long cell", "x"],
        ["long", "b", "y"],
      ]),
      ["a     long cell  x", "long  b          y"],
    ));

  it("aligns the given columns to the right", () =>
    assert.deepEqual(
      alignColumns(
        [
          ["n", "m"],
          ["100", "20"],
        ],
        { right: [0] },
      ),
      ["  n  m", "100  20"],
    ));

  it("counts columns of the terminal, not characters", () =>
    assert.deepEqual(
      alignColumns([
        ["文字", "x"],
        ["abcd", "y"],
      ]),
      ["文字  x", "abcd  y"],
    ));

  it("styles padded cells, and is told their row and column", () =>
    assert.deepEqual(
      alignColumns(
        [
          ["a", "b"],
          ["ccc", "d"],
        ],
        { style: (cell, row, column) => (row === 0 && column === 0 ? `<${cell}>` : cell) },
      ),
      ["<a  >  b", "ccc  d"],
    ));

  it("returns nothing for no rows", () => assert.deepEqual(alignColumns([]), []));
});

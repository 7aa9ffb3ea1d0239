import assert from "node:assert/strict";
import { boxTable } from "../../../runner/text/box-table.ts";

const cell = (text: string) => ({ text });

describe("text/box-table", () => {
  it("draws a border around cells of one or more lines", () =>
    assert.equal(
      boxTable(["file", "words"], [[cell("a.txt"), cell("one\ntwo")]], []),
      [
        "┌───────┬───────┐",
        "│ file  │ words │",
        "├───────┼───────┤",
        "│ a.txt │ one   │",
        "│       │ two   │",
        "└───────┴───────┘",
      ].join("\n"),
    ));

  it("aligns columns with the given heads to the right", () =>
    assert.equal(
      boxTable(["n", "seconds"], [[cell("10"), cell("2.0")]], ["seconds"]).split("\n")[3],
      "│ 10 │     2.0 │",
    ));

  it("widens only the last column of a cell that spans several", () => {
    const long = { text: "a failure that is wide", span: 2 };
    const [, head, , row] = boxTable(["a", "b", "c", "d"], [[cell("x"), long, cell("y")]], []).split("\n");
    assert.equal(head, "│ a │ b │ c                  │ d │");
    assert.equal(row, "│ x │ a failure that is wide │ y │");
  });

  it("doesn't widen columns that a spanning cell fits", () => {
    const fits = { text: "bc", span: 2 };
    const [, head, , row] = boxTable(["a", "b", "c"], [[cell("x"), fits]], []).split("\n");
    assert.equal(head, "│ a │ b │ c │");
    assert.equal(row, "│ x │ bc    │");
  });

  it("styles each line without counting the style's characters", () => {
    const style = (line: string): string => `\u001B[31m${line}\u001B[39m`;
    const rows = boxTable(["a"], [[{ text: "xx\ny", style }]], []).split("\n");
    assert.equal(rows[3], "│ \u001B[31mxx\u001B[39m │");
    assert.equal(rows[4], "│ \u001B[31my\u001B[39m  │");
  });
});

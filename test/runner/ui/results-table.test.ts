import assert from "node:assert/strict";
import { completedOutcome, type TaskOutcome } from "../../../runner/results/outcome.ts";
import { resultsTable } from "../../../runner/ui/results-table.ts";
import { assertSnapshot } from "../../helpers/snapshot.ts";
import { completed, manifestOf } from "../fakes.ts";

const { tasks } = manifestOf(3);
const outcome = (i: number, fields: Partial<TaskOutcome> = {}): TaskOutcome => ({
  ...completedOutcome(tasks[i]!, completed(`t-${i}`), {}),
  files: [],
  row: ["the\nand", "12\n7"],
  ...fields,
});
const azureNode = `tvmps_${"ab12".repeat(16)}_d`;
const wide = { columns: 200, lines: 100 };
const table = (outcomes: TaskOutcome[], screen = wide) =>
  resultsTable({ outcomes, columns: ["top words", "count"], alarm: (text) => text.toUpperCase(), screen });

const withoutColumns = (outcomes: TaskOutcome[]) =>
  resultsTable({ outcomes, columns: [], alarm: (text) => text.toUpperCase(), screen: wide });
const failed = (i: number, failure: string): TaskOutcome =>
  outcome(i, { succeeded: false, failure, row: undefined });
const three = [outcome(0), outcome(1), outcome(2)];
const manyInputs = outcome(0, { inputs: Array.from({ length: 2300 }, (_, i) => `f${i}`) });
const longName = outcome(0, { inputs: [`${"folder/".repeat(20)}name.txt`] });

/** Returns the cells of a line of the table. */
const cells = (line = ""): string[] =>
  line
    .split("│")
    .slice(1, -1)
    .map((cell) => cell.trim());

const shown = {
  "a row for each task": () => table([outcome(0), outcome(1, { nodeId: azureNode })]),
  "a failure in place of the cells": () => table([failed(0, "exit code 1")]),
  "a column for failures if the workload has no columns": () =>
    withoutColumns([outcome(0, { row: undefined }), failed(1, "exit code 1")]),
  "the first inputs of a task with 2300": () => table([manyInputs]),
  "a result of an earlier run": () =>
    table([outcome(0, { cachedFrom: "test-1", nodeId: undefined, seconds: undefined })]),
  "empty cells if the workload returns no row": () => table([outcome(0, { row: undefined })]),
  "2 of 3 results on a screen with 5 lines": () => table(three, { columns: 80, lines: 5 }),
  "1 of 3 results on a screen with 1 line": () => table(three, { columns: 80, lines: 1 }),
  "a long name and a long failure on 80 columns": () =>
    table([longName, failed(1, "x".repeat(99))], { columns: 80, lines: 9 }),
};

describe("resultsTable", () => {
  it("prints the tables of the snapshot", () => {
    const sections = Object.entries(shown).map(([title, print]) => `# ${title}\n${print()}\n`);
    return assertSnapshot("results/tables", sections.join("\n"));
  });

  it("styles a failure as an alarm", () => {
    for (const text of [table([failed(0, "exit code 1")]), withoutColumns([failed(0, "exit code 1")])])
      assert(text.includes("EXIT CODE 1"), text);
  });

  it("has a column for failures only if a task failed and the workload has no columns", () => {
    const columns = (text: string) => cells(text.split("\n")[1]).length;
    const done = outcome(0, { row: undefined });
    assert.equal(columns(withoutColumns([done])), 3);
    assert.equal(columns(withoutColumns([done, failed(1, "exit code 1")])), 4);
    assert.equal(columns(table([failed(1, "exit code 1")])), 5);
  });

  it("lists 7 of a task's 2300 inputs and counts the rest", () => {
    const files = table([manyInputs])
      .split("\n")
      .slice(3, -1)
      .map((line) => cells(line)[0]);
    assert.deepEqual(files.slice(0, -1), ["f0", "f1", "f2", "f3", "f4", "f5", "f6"]);
    assert.match(files.at(-1) ?? "", /\b2293\b/);
  });

  it("lists as many results as fit on the screen", () => {
    const files = (screen?: typeof wide) => table(three, screen).match(/in-\d\.txt/g);
    assert.deepEqual(files({ columns: 80, lines: 5 }), ["in-0.txt", "in-1.txt"]);
    assert.deepEqual(files({ columns: 80, lines: 1 }), ["in-0.txt"]);
    assert.deepEqual(files(), ["in-0.txt", "in-1.txt", "in-2.txt"]);
  });

  it("omits seconds, then nodes, then shortens columns if the screen is too narrow", () => {
    const head = (columns: number) => table([outcome(0)], { columns, lines: 9 }).split("\n")[1] ?? "";
    assert.deepEqual(
      [51, 50, 40].map((columns) => cells(head(columns)).length),
      [5, 4, 3],
    );
    for (const columns of [51, 50, 40, 20]) assert(head(columns).length <= columns);
    assert.match(head(20), /…$/);
  });

  it("is at most as wide as a screen, and keeps the end of a long name", () => {
    const lines = table([longName, failed(1, "x".repeat(99))], { columns: 80, lines: 9 }).split("\n");
    assert.deepEqual(
      lines.filter(({ length }) => length > 80),
      [],
    );
    assert.match(lines.join("\n"), /│ ….*folder\/name\.txt │/);
  });

  it("shortens a failure to the width of the screen", () => {
    const [, , , row = ""] = resultsTable({
      outcomes: [failed(0, "x".repeat(99))],
      ...{ columns: ["n"], alarm: (text: string) => text, screen: { columns: 80, lines: 9 } },
    }).split("\n");
    assert.equal(row.length, 80);
    assert.match(row, /│ in-0\.txt │ x{40,}… │ node-1 │/);
  });
});

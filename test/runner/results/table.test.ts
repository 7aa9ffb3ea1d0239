import assert from "node:assert/strict";
import { judge, type TaskOutcome } from "../../../runner/results/outcome.ts";
import { resultsTable } from "../../../runner/results/table.ts";
import { completed, manifestOf } from "../fakes.ts";

const { tasks } = manifestOf(3);
const outcome = (i: number, fields: Partial<TaskOutcome> = {}): TaskOutcome => ({
  ...judge(tasks[i]!, completed(`t-${i}`), []),
  files: [],
  row: ["the\nand", "12\n7"],
  ...fields,
});
const azureNode = `tvmps_${"ab12".repeat(16)}_d`;
const table = (outcomes: TaskOutcome[], limit = 9) =>
  resultsTable({ outcomes, columns: ["top words", "count"], alarm: (text) => `!${text}!`, limit });

describe("results/table", () => {
  it("a row for each task", () => {
    assert.equal(
      table([outcome(0), outcome(1, { nodeId: azureNode })]),
      [
        "┌──────────┬───────────┬───────┬────────────────┬─────────┐",
        "│ file     │ top words │ count │ node           │ seconds │",
        "├──────────┼───────────┼───────┼────────────────┼─────────┤",
        "│ in-0.txt │ the       │ 12    │ node-1         │     2.0 │",
        "│          │ and       │ 7     │                │         │",
        "│ in-1.txt │ the       │ 12    │ tvmps_ab1…12_d │     2.0 │",
        "│          │ and       │ 7     │                │         │",
        "└──────────┴───────────┴───────┴────────────────┴─────────┘",
      ].join("\n"),
    );
  });

  it("a failure in place of the cells", () => {
    assert.match(
      table([outcome(0, { succeeded: false, failure: "exit code 1", row: undefined })]),
      /│ !exit code 1! +│ node-1 +│/,
    );
  });

  it("empty cells where the workload has none to give", () => {
    assert.match(table([outcome(0, { row: undefined })]), /│ in-0\.txt │ +│ +│/);
  });

  it("counts what does not fit", () => {
    assert.match(table([outcome(0), outcome(1), outcome(2)], 1), /\n2 more are in report\.json$/);
  });
});

import assert from "node:assert/strict";
import { judge, type TaskOutcome } from "../../../runner/results/outcome.ts";
import { resultsTable, type Screen } from "../../../runner/results/table.ts";
import { completed, manifestOf } from "../fakes.ts";

const { tasks } = manifestOf(3);
const outcome = (i: number, fields: Partial<TaskOutcome> = {}): TaskOutcome => ({
  ...judge(tasks[i]!, completed(`t-${i}`), {}),
  files: [],
  row: ["the\nand", "12\n7"],
  ...fields,
});
const azureNode = `tvmps_${"ab12".repeat(16)}_d`;
const table = (outcomes: TaskOutcome[], screen?: Screen) =>
  resultsTable({ outcomes, columns: ["top words", "count"], alarm: (text) => text.toUpperCase(), screen });

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
      /│ EXIT CODE 1 +│ node-1 +│/,
    );
  });

  it("a failure in a column of its own where the workload has none", () => {
    const failed = outcome(1, { succeeded: false, failure: "exit code 1", row: undefined });
    const fields = { columns: [], alarm: (text: string) => text };
    const lines = resultsTable({ outcomes: [outcome(0, { row: undefined }), failed], ...fields }).split("\n");
    assert.equal(lines[3], "│ in-0.txt │             │ node-1 │     2.0 │");
    assert.equal(lines[4], "│ in-1.txt │ exit code 1 │ node-1 │     2.0 │");
    assert(!resultsTable({ outcomes: [outcome(0)], ...fields }).includes("failure"));
  });

  it("a few inputs of a task that has very many", () => {
    const inputs = Array.from({ length: 2300 }, (_, i) => `f${i}`);
    const lines = table([outcome(0, { inputs })]).split("\n");
    assert.equal(lines.length, 12);
    assert.match(lines[10] ?? "", /│ and 2293 more │/);
  });

  it("which results an earlier run has brought about", () => {
    const cached = outcome(0, { cachedFrom: "test-1", nodeId: undefined, seconds: undefined });
    assert.match(table([cached]), /│ in-0\.txt │ the +│ 12 +│ earlier run │ +- │/);
  });

  it("empty cells where the workload has none to give", () => {
    assert.match(table([outcome(0, { row: undefined })]), /│ in-0\.txt │ +│ +│/);
  });

  it("shows on a screen what fits, and counts the rest", () => {
    const outcomes = [outcome(0), outcome(1), outcome(2)];
    assert.match(table(outcomes, { columns: 80, lines: 5 }), /in-1[\s\S]*┘\n1 more is in report\.json$/);
    assert.match(table(outcomes, { columns: 80, lines: 1 }), /\n2 more are in report\.json$/);
    assert.match(table(outcomes), /in-2[\s\S]*┘$/);
  });

  it("leaves out nodes and seconds where a screen is too narrow for them", () => {
    const head = (columns: number) => table([outcome(0)], { columns, lines: 9 }).split("\n")[1];
    assert.equal(head(51), "│ file     │ top words │ count │ node   │ seconds │");
    assert.equal(head(50), "│ file     │ top words │ count │ node   │");
    assert.equal(head(40), "│ file     │ top words │ count │");
    assert.equal(head(20), "│ file     │ top wo…");
  });

  it("is not wider than a screen, and keeps the end of a long name", () => {
    const long = [
      outcome(0, { inputs: [`${"folder/".repeat(20)}name.txt`] }),
      outcome(1, { succeeded: false, failure: "x".repeat(99) }),
    ];
    const lines = table(long, { columns: 80, lines: 9 }).split("\n");
    assert.deepEqual(
      lines.filter(({ length }) => length > 80),
      [],
    );
    assert.match(lines.join("\n"), /│ ….*folder\/name\.txt │/);
  });

  it("shows as much of a failure as a screen has room for", () => {
    const failed = outcome(0, { succeeded: false, failure: "x".repeat(99), row: undefined });
    const [, , , row = ""] = resultsTable({
      outcomes: [failed],
      ...{ columns: ["n"], alarm: (text: string) => text, screen: { columns: 80, lines: 9 } },
    }).split("\n");
    assert.equal(row.length, 80);
    assert.match(row, /│ in-0\.txt │ x{40,}… │ node-1 │/);
  });
});

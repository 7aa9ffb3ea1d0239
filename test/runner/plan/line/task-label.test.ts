import assert from "node:assert/strict";
import { taskLabel } from "../../../../runner/plan/line/task-label.ts";

const workload = "probe";
const input = { name: "a.txt", size: 1, sha256: "0".repeat(64) };

describe("taskLabel", () => {
  for (const [what, expected, task] of [
    ["name", "north", { name: "north", inputs: [input], args: ["5"] }],
    ["first input", "a.txt", { inputs: [input, { ...input, name: "b.txt" }], args: ["5"] }],
    ["arguments", "5 10", { inputs: [], args: ["5", "10"] }],
    ["id", "t-1", { inputs: [], args: [] }],
  ] as const)
    it(`is the task's ${what}`, () =>
      assert.equal(
        taskLabel({ workload }, { id: "t-1", ...task, inputs: [...task.inputs], args: [...task.args] }),
        expected,
      ));

  it("is the command of a line with the task's values, shortened in the middle", () => {
    const line = "./simulate {index}";
    const header = { workload, line, command: './simulate "$1"' };
    assert.equal(taskLabel(header, { id: "t-1", inputs: [], args: ["7"] }), "./simulate 7");
    const long = taskLabel(header, { id: "t-1", inputs: [], args: ["9".repeat(500)] });
    assert.equal(long.length, 120);
    assert.match(long, /^\.\/simulate 9+…9+$/);
  });
});

import assert from "node:assert/strict";
import { nameOf, planTask, upstream } from "../../../runner/plan/plan-task.ts";
import { defineWorkload, matching, outputOf, type TaskPlan } from "../../../task/workload.ts";
import { isUsageError } from "../../helpers/is-runner-error.ts";

const sha256 = "0".repeat(64);
const stored = { container: "data", blob: "in/b", etag: "1" };
const inputs = new Map([
  ["a", { name: "a", size: 1, sha256, path: "/home/a" }],
  ["b", { name: "b", size: 2, sha256, stored }],
]);

const plan = (task: TaskPlan) => {
  const workload = defineWorkload({ description: "", command: "true", plan: () => [] });
  const idOf = ({ name }: TaskPlan): string => `id-${name}`;
  return planTask(task, { name: "mine", workload, inputs, idOf, maxRetries: undefined });
};

const first: TaskPlan = { name: "first", outputs: ["o.txt", "images/", matching("*.log")] };

describe("plan/plan-task", () => {
  it("returns empty lists for a task without fields", () => {
    const { inputs, args, outputs, results, patterns, after } = plan({});
    assert.deepEqual([inputs, args, outputs], [[], [], []]);
    assert.deepEqual([results, patterns, after], [undefined, undefined, undefined]);
  });

  it("adds size and hash to inputs, and no local path", () => {
    assert.deepEqual(
      plan({
        inputs: [
          { name: "a", size: 9 },
          { name: "b", size: 9 },
        ],
      }).inputs,
      [
        { name: "a", size: 1, sha256 },
        { name: "b", size: 2, sha256, stored },
      ],
    );
  });

  it("turns numbers into text, and leaves ifFails out unless dependents continue", () => {
    assert.deepEqual(plan({ args: [1, "2", 0.5] }).args, ["1", "2", "0.5"]);
    assert.equal(plan({ ifFails: "stop" }).ifFails, undefined);
    assert.equal(plan({ ifFails: "continue" }).ifFails, "continue");
    assert.equal(plan({ command: "false" }).command, "false");
  });

  it("depends once on each task that it names or reads", () => {
    const second: TaskPlan = { name: "second" };
    const task: TaskPlan = {
      after: [second, first],
      inputs: [outputOf(first, "o.txt"), { name: "a", size: 1 }],
    };
    assert.deepEqual(upstream(task), [second, first, first]);
    assert.deepEqual(plan(task).after, ["id-second", "id-first"]);
    assert.deepEqual(plan(task).results, [{ taskId: "id-first", path: "o.txt", name: "first/o.txt" }]);
  });

  it("splits outputs into files and patterns", () => {
    const { outputs, patterns } = plan({
      name: "x",
      outputs: ["o.txt", "images/", matching("*.log", { isOptional: true }), matching("[a]?.x")],
    });
    assert.deepEqual(outputs, ["o.txt"]);
    assert.deepEqual(patterns, [
      { pattern: "images/**", isOptional: false },
      { pattern: "*.log", isOptional: true },
      { pattern: "[a]?.x", isOptional: false },
    ]);
  });

  it("accepts a folder of a task without a name", () =>
    assert.deepEqual(plan({ outputs: ["images/"] }).patterns, [{ pattern: "images/**", isOptional: false }]));

  it("names a task by its name, else by a file that it writes, else by its arguments", () => {
    assert.equal(nameOf({ name: "a", outputs: ["o"] }), 'task "a"');
    assert.match(nameOf({ outputs: [matching("*.x"), "o"], args: [1] }), /"o"$/);
    assert.match(nameOf({ outputs: [matching("*.x")], args: [1, "b"] }), /\[1, b\]$/);
  });

  it("lists the files of a task when an output is unknown", () => {
    assert.throws(
      () => plan({ inputs: [outputOf(first, "p.txt")] }),
      isUsageError("UnknownOutput", '"first"', "o.txt", '"p.txt"'),
    );
    const folders: TaskPlan = { name: "first", outputs: ["images/", matching("*.log")] };
    assert.throws(
      () => plan({ inputs: [outputOf(folders, "images")] }),
      (error: Error) => {
        isUsageError("UnknownOutput", '"images"')(error);
        return !error.message.includes("images/");
      },
    );
  });

  it("refuses a folder as an input", () =>
    assert.throws(
      () => plan({ inputs: [outputOf(first, "images/")] }),
      isUsageError("OutputIsFolder", '"images/"', '"first"'),
    ));

  it("refuses an unknown input", () =>
    assert.throws(
      () => plan({ inputs: [{ name: "c", size: 1 }] }),
      isUsageError("UnknownInput", '"c"', "mine"),
    ));
});

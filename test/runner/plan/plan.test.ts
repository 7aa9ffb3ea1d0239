import assert from "node:assert/strict";
import { planRun } from "../../../runner/plan/plan.ts";
import { defineWorkload, type PlanInput, type TaskPlan } from "../../../task/workload.ts";
import { isUsageError } from "../../helpers/is-runner-error.ts";

const inputs = ["a.txt", "b.txt"].map((name, i) => ({ name, size: i + 1, sha256: String(i).repeat(64) }));

const plan = (tasks: (run: PlanInput) => Iterable<TaskPlan>) =>
  planRun({
    jobId: "job-1",
    name: "test",
    workload: defineWorkload({
      description: "",
      main: new URL("file:///none"),
      inputs: "*",
      plan: tasks,
    }),
    inputs,
    args: ["--top", "5"],
    codeSha256: "f".repeat(64),
    createdAt: new Date(0),
    maxWallClockTimeMs: 1000,
    maxTasks: 10,
  });

const refuses =
  (tasks: () => TaskPlan[], ...expected: Parameters<typeof isUsageError>) =>
  () =>
    assert.throws(() => plan(tasks), isUsageError(...expected));

const task = (fields: Partial<TaskPlan> = {}): TaskPlan => ({ inputs: [], args: [], outputs: [], ...fields });

describe("plan/plan", () => {
  it("keeps the plan's order, and adds size and hash to inputs", () => {
    const manifest = plan(({ inputs, args }) =>
      inputs.map((file) => task({ inputs: [file], args, outputs: [file.name] })),
    );
    assert.deepEqual(
      Array.from(manifest.tasks, ({ id, ...rest }) => rest),
      inputs.map((input) => ({ inputs: [input], args: ["--top", "5"], outputs: [input.name] })),
    );
  });

  it(
    "refuses a plan without tasks",
    refuses(() => [], "NoTasksPlanned", "test"),
  );
  it(
    "refuses the same task twice",
    refuses(() => [task(), task()], "DuplicateTask", "test"),
  );
  it(
    "refuses two tasks that write the same file",
    refuses(
      () => [task({ args: ["1"], outputs: ["o"] }), task({ args: ["2"], outputs: ["o"] })],
      "OutputClash",
      '"o"',
    ),
  );
  it(
    "refuses an output in another task's folder",
    refuses(
      () => [task({ name: "t", outputs: ["out/"] }), task({ args: ["2"], outputs: ["t/out/x"] })],
      "OutputInFolderOfOtherTask",
      "t/out/x",
      '"t/"',
    ),
  );
  it("accepts a folder and a file in it", () => {
    for (const name of ["t", undefined])
      plan(() => [task({ name, outputs: ["frames/", "frames/x.txt", "frames/a/", "frames/"] })]);
  });
  it(
    "refuses an output that a task declares twice",
    refuses(() => [task({ outputs: ["o", "o"] })], "DuplicateOutput", '"o"'),
  );
  it(
    "refuses an output outside the working directory",
    refuses(() => [task({ outputs: ["../o"] })], "InvalidOutputPath", "../o"),
  );
  it(
    "refuses a reserved output",
    refuses(() => [task({ outputs: ["report.json"] })], "InvalidOutputPath", "report.json"),
  );
  it(
    "refuses an unknown input",
    refuses(() => [task({ inputs: [{ name: "z", size: 0 }] })], "UnknownInput", '"z"'),
  );

  it("shows the message of an Error that plan() throws", () => {
    const expected = { kind: "usage", code: "PlanRejected", message: "--top: expected a number" };
    assert.throws(() => plan(() => assert.fail(new Error("--top: expected a number"))), expected);
  });

  it("refuses an async plan()", () => {
    assert.throws(() => plan(() => Promise.resolve([]) as never), isUsageError("PlanNotAList", "promise"));
  });

  it("names the line in which plan() throws a TypeError", () => {
    const message = /\btest\b.*TypeError: x is not a function$/;
    const expected = { kind: "usage", code: "PlanFailed", message, hint: /^at .*plan\.test\.ts:\d+:\d+\)?$/ };
    const fail = () => {
      throw new TypeError("x is not a function");
    };
    assert.throws(() => plan(fail), expected);
    assert.throws(
      () =>
        plan(function* () {
          yield task();
          fail();
        }),
      expected,
    );
  });
});

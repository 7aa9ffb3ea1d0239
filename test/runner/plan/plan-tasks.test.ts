import assert from "node:assert/strict";
import { planRun } from "../../../runner/plan/plan.ts";
import { defineWorkload, matching, outputOf, type TaskPlan } from "../../../task/workload.ts";

const plan = (tasks: Iterable<TaskPlan>, maxTasks = 20_000) =>
  planRun({
    jobId: "job-1",
    name: "test",
    workload: defineWorkload({
      description: "",
      command: "true",
      env: { A: "1", B: "1" },
      timeout: "10m",
      retries: 1,
      plan: () => tasks,
    }),
    inputs: [],
    args: [],
    codeSha256: "f".repeat(64),
    createdAt: new Date(0),
    maxWallClockTimeMs: 1000,
    maxTasks,
  });

const refuses = (tasks: Iterable<TaskPlan>, message: RegExp, maxTasks?: number) => () =>
  assert.throws(() => plan(tasks, maxTasks), { kind: "usage", message });

const point = (name: string): TaskPlan => ({ name, args: [name], outputs: ["point.json"] });

describe("plan/plan, tasks after tasks", () => {
  it("links a merge to the tasks that it works on, wherever they stand", () => {
    const points = ["x", "y"].map(point);
    const merge = {
      name: "best",
      inputs: points.map((each) => outputOf(each, "point.json")),
      outputs: ["best"],
    };
    const [best, x, y] = plan([merge, ...points]).tasks;
    assert.deepEqual(best?.after, [x?.id, y?.id]);
    assert.deepEqual(best?.results, [
      { taskId: x?.id, path: "point.json", name: "x/point.json" },
      { taskId: y?.id, path: "point.json", name: "y/point.json" },
    ]);
  });

  it("gives a merge another id when what it works on is another task", () => {
    const best = (earlier: TaskPlan) => plan([earlier, { name: "best", after: [earlier] }]).tasks.at(1)?.id;
    assert.equal(best(point("x")), best(point("x")));
    assert.notEqual(best(point("x")), best({ ...point("x"), args: ["other"] }));
  });

  it("takes a chain longer than the stack", () => {
    const chain: TaskPlan[] = [{ args: [0] }];
    for (let i = 1; i < 15_000; i++) chain.push({ args: [i], after: chain.slice(-1) });
    assert.equal(plan(chain.toReversed()).tasks.length, 15_000);
  });

  it("has a task's own settings before the workload's; how often and how long are no part of its id", () => {
    const [task] = plan([
      { name: "a", env: { B: "2" }, timeout: "5s", slots: 2, retries: { max: 3, on: [75] } },
    ]).tasks;
    assert.deepEqual(task?.env, { A: "1", B: "2" });
    assert.deepEqual([task?.timeoutMs, task?.slots, task?.retries], [5000, 2, { max: 3, on: [75] }]);
    assert.equal(plan([{ name: "a", env: { B: "2" } }]).tasks.at(0)?.id, task?.id);
    assert.notEqual(plan([{ name: "a" }]).tasks.at(0)?.id, task?.id);
  });

  const circle: { name: string; after: TaskPlan[] } = { name: "a", after: [] };
  circle.after.push({ name: "b", after: [circle] });
  const many = Array.from({ length: 10_000 }, (_, i) => point(`point-${i}`));
  const few = many.slice(0, 51);
  const mistakes: [what: string, tasks: Iterable<TaskPlan>, message: RegExp][] = [
    ["a circle", [circle, ...circle.after], /task "a" waits for itself/],
    [
      "a task after one that is not planned",
      [{ name: "a", after: [point("x")] }],
      /after task "x", which is not in the plan/,
    ],
    [
      "an output that the other task does not write",
      [point("x")].flatMap((x) => [x, { name: "a", inputs: [outputOf(x, "point.jsn")] }]),
      /task "a" wants "point\.jsn" of task "x", whose outputs have point\.json/,
    ],
    [
      "two names that are one on some machines",
      [{ name: "A" }, { name: "a" }],
      /two tasks are called "a", or differ in capitals only/,
    ],
    ["a name that is a path", [{ name: "../a" }], /the name "\.\.\/a" of a task has a slash/],
    ["a name that the runner needs", [{ name: "logs" }], /runner needs/],
    [
      "two inputs at one place",
      [point("x")].flatMap((x) => [x, { inputs: [outputOf(x, "point.json"), outputOf(x, "point.json")] }]),
      /has two inputs "x\/point\.json"/,
    ],
    [
      "a pattern in a task without a name",
      [{ outputs: [matching("*.png")] }],
      /needs the task to have a name/,
    ],
    ["a pattern that is none", [{ name: "a", outputs: [matching("a.png")] }], /name it as it is/],
    [
      "a folder that another task writes to",
      [
        { args: [1], outputs: ["f/"] },
        { args: [2], outputs: ["f/x"] },
      ],
      /"f\/x": expected a path outside "f\/"/,
    ],
    [
      "a line break, which the message does not print",
      [{ name: "a\nb" }],
      /the name "a\\nb" of a task has a control character; give it another name$/,
    ],
    ["a folder that leaves", [{ name: "a", outputs: ["../f/"] }], /leaves its folder/],
    [
      "half a slot",
      [{ name: "a", slots: 0.5 }],
      /task "a": expected slots to be a whole number from 1, found 0\.5/,
    ],
    ["a timeout that is none", [{ name: "a", timeout: "soon" }], /timeout of task "a": expected a duration/],
    [
      "a variable of Batch's",
      [{ name: "a", env: { AZ_BATCH_TASK_ID: "1" } }],
      /set by the runner or by Batch/,
    ],
    ["a variable that no shell has", [{ name: "a", env: { "A-B": "1" } }], /found "A-B"/],
    [
      "a merge of more tasks than Batch takes",
      [...many, { name: "best", after: many }],
      /comes after 10000 tasks, whose ids are longer than the 64000 characters/,
    ],
    [
      "more inputs than a container gets",
      [...few, { name: "best", image: "ubuntu", inputs: few.map((each) => outputOf(each, "point.json")) }],
      /has 51 inputs, more than the 50 of a task with an image/,
    ],
    [
      "more outputs than Azure takes",
      [{ name: "a", outputs: [...Array.from({ length: 64 }, (_, i) => `${i}.txt`), matching("*.png")] }],
      /expected at most 64, .* got 65/,
    ],
    [
      "more folders than Azure takes, each with four patterns",
      [{ name: "a", outputs: Array.from({ length: 17 }, (_, i) => `${i}/`) }],
      /expected at most 64, .* got 68/,
    ],
    ["an output of the runner's", [{ name: "a", outputs: [".batch-hashes"] }], /runner needs/],
    ["a folder of the runner's", [{ name: "a", outputs: [".batch-x/"] }], /runner needs/],
    ["the number of attempts", [{ name: "a", outputs: ["attempts.txt"], retries: 1 }], /attempts\.txt/],
    [
      "an input of the runner's",
      [{ name: "a", inputs: [outputOf(point("x"), "point.json", ".batch-new")] }],
      /runner needs/,
    ],
    ["a pattern of the runner's files", [{ name: "a", outputs: [matching(".*")] }], /matches \.batch-hashes/],
    [
      "a variable of the runner's",
      [{ name: "a", env: { RUN_OUTPUTS: "" } }],
      /set by the runner or by Batch/,
    ],
  ];
  for (const [what, tasks, message] of mistakes) it(`refuses ${what}`, refuses(tasks, message));

  it("stops a generator at --max-tasks", () => {
    let made = 0;
    const endless = (function* () {
      for (;;) yield { args: [made++] };
    })();
    refuses(endless, /planned more tasks than --max-tasks 5 allows/, 5)();
    assert.equal(made, 6);
  });
});

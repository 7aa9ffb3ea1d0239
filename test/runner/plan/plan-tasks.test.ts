import assert from "node:assert/strict";
import { outputOf, type TaskPlan } from "../../../task/workload.ts";
import { isUsageError } from "../../helpers/is-runner-error.ts";
import { planMistakes, planTasks, point } from "./plan-mistakes.ts";

describe("plan/plan: dependencies and settings", () => {
  it("makes a merge depend on tasks that the plan returns later", () => {
    const points = ["x", "y"].map(point);
    const merge = {
      name: "best",
      inputs: points.map((each) => outputOf(each, "point.json")),
      outputs: ["best"],
    };
    const [best, x, y] = planTasks([merge, ...points]).tasks;
    assert.deepEqual(best?.after, [x?.id, y?.id]);
    assert.deepEqual(best?.results, [
      { taskId: x?.id, path: "point.json", name: "x/point.json" },
      { taskId: y?.id, path: "point.json", name: "y/point.json" },
    ]);
  });

  it("gives a merge another id if it depends on another task", () => {
    const best = (earlier: TaskPlan) =>
      planTasks([earlier, { name: "best", after: [earlier] }]).tasks.at(1)?.id;
    assert.equal(best(point("x")), best(point("x")));
    assert.notEqual(best(point("x")), best({ ...point("x"), args: ["other"] }));
  });

  it("plans a chain deeper than the call stack", () => {
    const chain: TaskPlan[] = [{ args: [0] }];
    for (let i = 1; i < 15_000; i++) chain.push({ args: [i], after: chain.slice(-1) });
    assert.equal(planTasks(chain.toReversed()).tasks.length, 15_000);
  });

  it("prefers a task's settings to the workload's, and leaves retries, timeout and slots out of its id", () => {
    const [task] = planTasks([
      { name: "a", env: { B: "2" }, timeout: "5s", slots: 2, retries: { max: 3, on: [75] } },
    ]).tasks;
    assert.deepEqual(task?.env, { A: "1", B: "2" });
    assert.deepEqual([task?.timeoutMs, task?.slots, task?.retries], [5000, 2, { max: 3, on: [75] }]);
    assert.equal(planTasks([{ name: "a", env: { B: "2" } }]).tasks.at(0)?.id, task?.id);
    assert.notEqual(planTasks([{ name: "a" }]).tasks.at(0)?.id, task?.id);
  });

  for (const [what, tasks, code, values] of planMistakes)
    it(`refuses ${what}`, () => assert.throws(() => planTasks(tasks), isUsageError(code, ...values)));

  it("accepts as many tasks as --max-tasks", () => {
    const tasks = Array.from({ length: 5 }, (_, i) => ({ args: [i] }));
    assert.equal(planTasks(tasks, 5).tasks.length, 5);
    assert.equal(planTasks(tasks.values(), 5).tasks.length, 5);
    for (const list of [tasks, tasks.values()])
      assert.throws(() => planTasks(list, 4), isUsageError("TooManyTasks", "--max-tasks 4"));
  });

  it("stops a generator after --max-tasks", () => {
    let made = 0;
    const endless = (function* () {
      for (;;) yield { args: [made++] };
    })();
    assert.throws(() => planTasks(endless, 5), isUsageError("TooManyTasks", "--max-tasks 5"));
    assert.equal(made, 6);
  });
});

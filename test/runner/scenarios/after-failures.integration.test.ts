import assert from "node:assert/strict";
import { defineWorkload, type TaskPlan } from "../../../task/workload.ts";
import { describeOnCloud } from "../on-cloud.ts";
import { countsOf, filesOf, reportOf } from "../user.ts";

describeOnCloud("tasks after failed tasks", ({ user }) => {
  it("run if the failed task has ifFails: continue", async () => {
    const workload = defineWorkload({
      description: "",
      command: 'echo "$1"; exit "$1"',
      plan: () => {
        const shaky = { name: "shaky", args: [3], ifFails: "continue" } as const;
        return [shaky, { name: "then", args: [0], after: [shaky] }];
      },
    });
    const cwd = await user.withInputs({});
    const { exitCode, stderr } = await user.run(["mine", "--yes"], {
      cwd,
      context: { workloads: { mine: workload } },
    });
    assert.equal(exitCode, 100, stderr);
    const report = await reportOf(cwd);
    assert.deepEqual(countsOf(report), [1, 1, 0]);
    assert.deepEqual(
      report.tasks.map(({ name, exitCode: code }) => [name, code]),
      [
        ["shaky", 3],
        ["then", 0],
      ],
    );
  });

  it("don't run after a task that wrote only one of its two outputs, unless that has ifFails: continue", async () => {
    const workload = defineWorkload({
      description: "",
      command: 'touch "$1"',
      plan: () => {
        const forgetful = { name: "forgetful", args: ["a"], outputs: ["a", "b"] };
        const tolerated = { ...forgetful, name: "tolerated", ifFails: "continue" } as const;
        const after = (task: TaskPlan, name: string) => ({
          name,
          args: ["c"],
          outputs: ["c"],
          after: [task],
        });
        return [forgetful, after(forgetful, "never"), tolerated, after(tolerated, "then")];
      },
    });
    const cwd = await user.withInputs({});
    const { exitCode, stderr } = await user.run(["mine", "--yes"], {
      cwd,
      context: { workloads: { mine: workload } },
    });
    assert.equal(exitCode, 100);
    const { tasks } = await reportOf(cwd);
    assert.deepEqual(
      tasks.map(({ name, exitCode: code = "none" }) => [name, code]),
      [
        ["forgetful", 123],
        ["never", "none"],
        ["tolerated", 123],
        ["then", 0],
      ],
    );
    assert.equal(tasks[1]?.code, "UpstreamFailed");
    assert.match(stderr, /OutputError: b: .*\ba\b/);
    const files = await filesOf(cwd);
    assert.deepEqual([files.has("never/c"), files.has("then/c")], [false, true], stderr);
  });
});

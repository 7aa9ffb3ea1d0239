import assert from "node:assert/strict";
import { defineWorkload, type TaskPlan } from "../../task/workload.ts";
import { describeOnCloud } from "./on-cloud.ts";
import { filesOf } from "./user.ts";

describeOnCloud("tasks after tasks that fail, against the local cloud", ({ user }) => {
  it("runs on after a failure that the plan allows", async () => {
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
      world: { workloads: { mine: workload } },
    });
    assert.equal(exitCode, 100);
    assert.match(stderr, /1 succeeded, 1 failed/);
  });

  it("runs nothing after a task that wrote only one of its outputs", async () => {
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
      world: { workloads: { mine: workload } },
    });
    assert.equal(exitCode, 100);
    assert.match(stderr, /OutputError: b: .* The task wrote a\.$/m);
    const files = await filesOf(cwd);
    assert.deepEqual([files.has("never/c"), files.has("then/c")], [false, true], stderr);
  });
});

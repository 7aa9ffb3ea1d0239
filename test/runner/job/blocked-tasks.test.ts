import assert from "node:assert/strict";
import { blockedTasks } from "../../../runner/job/blocked-tasks.ts";
import type { ManifestTask } from "../../../runner/manifest/manifest.ts";
import { completed, manifestOf } from "../fakes.ts";

const failed = (id: string) => completed(id, { exitCode: 1 });

/** Returns the blocked tasks, each with the failed task, after these tasks completed. `t-1` depends on `t-0`, and so on. */
const blockedBy = (done: readonly ReturnType<typeof completed>[], first: Partial<ManifestTask> = {}) => {
  const tasks = manifestOf(4).tasks.map((task, i) =>
    i === 0 ? { ...task, ...first } : { ...task, after: [`t-${i - 1}`] },
  );
  const blocked = blockedTasks({ ...manifestOf(0), tasks });
  for (const task of done) blocked.see(task);
  assert.equal(blocked.count(), [...blocked.all()].length);
  return Array.from(blocked.all(), ([id, by]) => `${id} by ${by.id}`);
};

describe("job/blocked-tasks", () => {
  it("blocks all direct and indirect dependents of a failed task", () =>
    assert.deepEqual(blockedBy([completed("t-0"), failed("t-1")]), ["t-2 by t-1", "t-3 by t-1"]));

  it("blocks nothing after a task that succeeded, may fail or isn't in the run", () => {
    assert.deepEqual(blockedBy([completed("t-0")]), []);
    assert.deepEqual(blockedBy([failed("t-0")], { ifFails: "continue" }), []);
    assert.deepEqual(blockedBy([failed("other")]), []);
  });

  it("blames the first of two failed tasks and counts each blocked task once", () => {
    assert.deepEqual(blockedBy([failed("t-0"), failed("t-1")]), ["t-1 by t-0", "t-2 by t-0", "t-3 by t-0"]);
    assert.deepEqual(blockedBy([failed("t-2"), failed("t-1")]), ["t-3 by t-2", "t-2 by t-1"]);
  });

  it("blocks nothing in a run without dependencies", () => {
    const blocked = blockedTasks(manifestOf(2));
    blocked.see(failed("t-0"));
    assert.equal(blocked.count(), 0);
  });

  it("unblocks dependents once a reactivated task succeeds", () => {
    assert.deepEqual(blockedBy([failed("t-0"), completed("t-0")]), []);
    assert.deepEqual(blockedBy([failed("t-0"), failed("t-2"), completed("t-0")]), ["t-3 by t-2"]);
  });

  it("blocks dependents of a task that failed without an exit code", () => {
    const failure = { category: "UserError", code: "BlobNotFound", message: "" };
    assert.equal(blockedBy([completed("t-0", { exitCode: undefined, failure })]).length, 3);
  });
});

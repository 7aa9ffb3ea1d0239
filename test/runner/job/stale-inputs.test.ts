import assert from "node:assert/strict";
import type { BatchTask } from "../../../runner/azure/batch-task.ts";
import { staleInputs } from "../../../runner/job/stale-inputs.ts";
import type { ManifestTask } from "../../../runner/manifest/manifest.ts";
import { completed, manifestOf } from "../fakes.ts";

/** `t-1` depends on `t-0`, `t-2` on `t-1`, and `t-3` on nothing. */
const staleAfter = (done: readonly BatchTask[], first: Partial<ManifestTask> = { ifFails: "continue" }) => {
  const tasks = manifestOf(4).tasks.map((task, i) =>
    i === 0 ? { ...task, ...first } : i === 3 ? task : { ...task, after: [`t-${i - 1}`] },
  );
  const stale = staleInputs({ ...manifestOf(0), tasks });
  for (const task of done) stale.see(task);
  return Array.from(stale.all(), ([id, { id: upstream }]) => `${id} of ${upstream}`);
};

/** A task that ran from one second to another. */
const ran = (id: string, from: number, to: number): BatchTask =>
  completed(id, { startTime: new Date(from * 1000), endTime: new Date(to * 1000) });

describe("job/stale-inputs", () => {
  it("finds the dependents that started before the task ended again", () =>
    assert.deepEqual(staleAfter([ran("t-0", 0, 1), ran("t-1", 1, 2), ran("t-0", 3, 4), ran("t-2", 5, 6)]), [
      "t-1 of t-0",
      "t-2 of t-0",
    ]));

  it("finds none if they started when the task ended, or later", () => {
    assert.deepEqual(staleAfter([ran("t-0", 0, 1), ran("t-1", 1, 2), ran("t-2", 2, 3)]), []);
    assert.deepEqual(staleAfter([ran("t-0", 0, 1), ran("t-1", 2, 3)]), []);
  });

  it("finds none once they ran again", () =>
    assert.deepEqual(
      staleAfter([ran("t-0", 0, 1), ran("t-1", 1, 2), ran("t-0", 3, 4), ran("t-1", 5, 6)]),
      [],
    ));

  it("finds none while a task has not ended or not started", () => {
    assert.deepEqual(staleAfter([ran("t-1", 0, 1)]), []);
    assert.deepEqual(staleAfter([ran("t-0", 0, 1)]), []);
    assert.deepEqual(staleAfter([ran("t-0", 3, 4), completed("t-1", { startTime: undefined })]), []);
  });

  it("ignores unrelated tasks, and tasks whose dependents only run after a success", () => {
    assert.deepEqual(staleAfter([ran("t-0", 3, 4), ran("t-3", 0, 1)]), []);
    assert.deepEqual(staleAfter([ran("t-0", 3, 4), ran("t-1", 0, 1)], {}), []);
  });
});

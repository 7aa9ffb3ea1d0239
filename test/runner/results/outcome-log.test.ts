import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { packTasks } from "../../../runner/manifest/pack-tasks.ts";
import { completedOutcome, type TaskOutcome } from "../../../runner/results/outcome.ts";
import { openOutcomeLog } from "../../../runner/results/outcome-log.ts";
import { withTemporaryFolder } from "../../helpers/temporary-folder.ts";
import { completed, manifestOf } from "../fakes.ts";

const { tasks } = manifestOf(200);

const outcome = (index: number, exitCode: number): TaskOutcome => {
  const id = `t-${index}`;
  return { ...completedOutcome(tasks[index]!, completed(id, { exitCode }), {}), files: [] };
};

describe("outcome-log", () => {
  it("returns each task in the manifest's order, also those that never ran, and leaves no file", () =>
    withTemporaryFolder(async (folder) => {
      const log = await openOutcomeLog(folder, packTasks(tasks));
      for (const index of [150, 3]) await log.add(outcome(index, 0));
      const all = [...log.all("it was cancelled")];
      await log.close();
      assert.deepEqual(
        all.map(({ taskId }) => taskId),
        tasks.map(({ id }) => id),
      );
      assert.deepEqual([all[150], all[3]], JSON.parse(JSON.stringify([outcome(150, 0), outcome(3, 0)])));
      assert.equal(all[151]?.succeeded, false);
      assert.match(all[151]?.failure ?? "", /\bit was cancelled\b/);
      assert.deepEqual(await readdir(folder), []);
    }));

  it("replaces the failure of a task by the outcome of its next attempt", () =>
    withTemporaryFolder(async (folder) => {
      const log = await openOutcomeLog(folder, packTasks(tasks));
      for (const exitCode of [1, 0]) await log.add(outcome(7, exitCode));
      await log.add({ ...outcome(8, 0), cachedFrom: "job-0" });
      const [found] = [...log.all("unknown")].filter(({ taskId }) => taskId === "t-7");
      assert.equal(found?.succeeded, true);
      assert.deepEqual(log.counts(), { succeeded: 2, failed: 198, cached: 1, notRun: 198 });
      assert.deepEqual(["t-7", "t-9"].map(log.has), [true, false]);
      assert.deepEqual(log.task("t-9"), tasks[9]);
      await log.close();
    }));
});

import assert from "node:assert/strict";
import { linux } from "../../../helpers/account.ts";
import { until } from "../../../helpers/until.ts";
import { allCompleted, runTasks, taskFile, withBatchService } from "./with-batch-service.ts";

describe("a job", () => {
  it("runs its preparation task and its tasks, and ends when all have completed", () =>
    withBatchService(async ({ client }) => {
      await client.pool.add({ id: "pool", ...linux, targetDedicatedNodes: 1, taskSlotsPerNode: 2 });
      await client.job.add({
        id: "job",
        poolInfo: { poolId: "pool" },
        commonEnvironmentSettings: [{ name: "GREETING", value: "hello" }],
        jobPreparationTask: { commandLine: "/bin/sh -c 'echo prepared >> prepared.txt'" },
      });
      const ids = ["one", "two", "three"];
      await client.task.addCollection(
        "job",
        ids.map((id) => ({
          id,
          commandLine: `/bin/sh -c 'cat "$AZ_BATCH_JOB_PREP_WORKING_DIR/prepared.txt"; echo $GREETING $AZ_BATCH_TASK_ID'`,
        })),
      );
      await client.job.patch("job", { onAllTasksComplete: "terminatejob" });
      const job = await until(async () => {
        const job = await client.job.get("job");
        return job.state === "completed" && job;
      });

      assert.equal(job.executionInfo?.terminateReason, "AllTasksComplete");
      for (const id of ids)
        assert.equal(await taskFile(client, { taskId: id, path: "stdout.txt" }), `prepared\nhello ${id}\n`);
      const { taskCounts } = await client.job.getTaskCounts("job");
      assert.deepEqual(taskCounts, { active: 0, running: 0, completed: 3, succeeded: 3, failed: 0 });
    }));

  it("runs a command line with any characters, including Unicode's line ends", () =>
    withBatchService(async ({ client }) => {
      const text = "a\u2028b\u2029c\u0085d\ufffee\ufefff";
      await runTasks(client, [{ id: "task", commandLine: `/bin/echo '${text}'` }]);
      assert.equal(await taskFile(client, { taskId: "task", path: "stdout.txt" }), `${text}\n`);
    }));

  it("records why tasks failed, and retries only exit codes", () =>
    withBatchService(async ({ client }) => {
      await runTasks(client, [
        { id: "bad", commandLine: "/bin/sh -c 'exit 3'", constraints: { maxTaskRetryCount: 2 } },
        { id: "missing", commandLine: "no-such-program", constraints: { maxTaskRetryCount: 2 } },
        { id: "slow", commandLine: "/bin/sleep 60", constraints: { maxWallClockTime: "PT0.2S" } },
      ]);
      const bad = (await client.task.get("job", "bad")).executionInfo;
      assert.deepEqual([bad?.exitCode, bad?.retryCount, bad?.failureInfo?.code], [3, 2, "FailureExitCode"]);
      const missing = (await client.task.get("job", "missing")).executionInfo;
      assert.deepEqual([missing?.exitCode, missing?.retryCount], [undefined, 0]);
      assert.equal(missing?.failureInfo?.code, "CommandProgramNotFound");
      const slow = (await client.task.get("job", "slow")).executionInfo;
      assert.deepEqual([slow?.exitCode, slow?.result], [-9, "failure"]);
    }));

  it("waits for a pool that does not exist yet", () =>
    withBatchService(async ({ client, service }) => {
      await client.job.add({ id: "job", poolInfo: { poolId: "later" } });
      await client.task.add("job", { id: "task", commandLine: "/bin/true" });
      assert.equal(
        service.hasUnfinishedTasks(),
        false,
        "a job whose pool has no nodes has no unfinished tasks",
      );
      await client.pool.add({ id: "later", ...linux, targetDedicatedNodes: 1 });
      await allCompleted(client);
      assert.equal((await client.task.get("job", "task")).executionInfo?.result, "success");
    }));
});

import assert from "node:assert/strict";
import { glob, readFile } from "node:fs/promises";
import type { BatchServiceClient } from "@azure/batch";
import { account, linux } from "../../../helpers/account.ts";
import { isRunning } from "../../../helpers/is-running.ts";
import { withTemporaryFolder } from "../../../helpers/temporary-folder.ts";
import { until } from "../../../helpers/until.ts";
import { allCompleted, withBatchService } from "./with-batch-service.ts";

/** Starts a child in a new session, writes both pids, and keeps running. */
const family = `/bin/bash -c 'echo $$ > pids; setsid sleep 300 & echo $! >> pids; echo done > ready; wait'`;

const startFamily = async (client: BatchServiceClient, dir: string, constraints = {}): Promise<number[]> => {
  await client.pool.add({ id: "pool", ...linux, targetDedicatedNodes: 1, taskSlotsPerNode: 2 });
  await client.job.add({ id: "job", poolInfo: { poolId: "pool" } });
  await client.task.add("job", { id: "task", commandLine: family, constraints });
  return pidsOf(dir);
};

const pidsOf = (dir: string): Promise<number[]> =>
  until(
    async () => {
      for await (const ready of glob("nodes/**/task/wd/ready", { cwd: dir })) {
        const text = await readFile(`${dir}/${ready.replace(/ready$/, "pids")}`, "utf8");
        return text.trim().split("\n").map(Number);
      }
      return undefined;
    },
    { what: "start of the task" },
  );

const allGone = (pids: readonly number[]) =>
  until(() => pids.every((pid) => !isRunning(pid)), { what: "end of the task's processes" });

describe("the whole process tree of a task ends", () => {
  it("when the task is terminated", () =>
    withBatchService(async ({ client, dir }) => {
      const pids = await startFamily(client, dir);
      await client.task.terminate("job", "task");
      const { state, executionInfo } = await client.task.get("job", "task");
      assert.deepEqual([state, executionInfo?.failureInfo?.code], ["completed", "TaskEnded"]);
      await allGone(pids);
      await assert.rejects(client.task.terminate("job", "task"), { statusCode: 409, code: "TaskCompleted" });
    }));

  it("when its time limit is reached", () =>
    withBatchService(async ({ client, dir }) => {
      const pids = await startFamily(client, dir, { maxWallClockTime: "PT0.5S" });
      await allCompleted(client);
      await allGone(pids);
    }));

  it("when the task is deleted, with its files", () =>
    withBatchService(async ({ client, dir }) => {
      const pids = await startFamily(client, dir);
      await client.task.deleteMethod("job", "task");
      await allGone(pids);
      await assert.rejects(client.task.get("job", "task"), { statusCode: 404, code: "TaskNotFound" });
      for await (const left of glob("nodes/**/task", { cwd: dir })) assert.fail(`${left} is still there`);
    }));

  it("when the job is deleted", () =>
    withBatchService(async ({ client, dir }) => {
      const pids = await startFamily(client, dir);
      await client.job.deleteMethod("job");
      await allGone(pids);
      await until(() =>
        client.job.get("job").then(
          () => false,
          ({ code }) => code === "JobNotFound",
        ),
      );
    }));

  it("when the pool is deleted, and the task returns to the queue", () =>
    withBatchService(async ({ client, dir }) => {
      const pids = await startFamily(client, dir);
      await client.pool.deleteMethod("pool");
      await allGone(pids);
      await until(async () => !(await client.pool.exists("pool")).body);
      assert.equal((await client.task.get("job", "task")).state, "active");
    }));

  it("when the service closes during the pool's deletion, which completes", () =>
    withTemporaryFolder(async (dir) => {
      let going: Promise<void> | undefined;
      const pids = await withBatchService(
        async ({ client, service }) => {
          const started = await startFamily(client, dir);
          going = service.deletePool(account, "pool");
          return started;
        },
        { dir },
      );
      await going;
      await allGone(pids);
      await withBatchService(
        async ({ client }) => {
          assert.equal((await client.pool.exists("pool")).body, false);
          assert.equal((await client.task.get("job", "task")).state, "active");
        },
        { dir },
      );
    }));

  it("when the service closes", async () => {
    const pids = await withBatchService(({ client, dir }) => startFamily(client, dir));
    await allGone(pids);
  });
});

describe("a job with running tasks", () => {
  it("ends its running tasks when it is terminated, and leaves active ones", () =>
    withBatchService(async ({ client, dir }) => {
      await startFamily(client, dir);
      await client.task.addCollection(
        "job",
        [1, 2].map((n) => ({ id: `more-${n}`, commandLine: "/bin/sleep 300" })),
      );
      await client.job.terminate("job", { terminateReason: "enough" });
      const job = await until(async () => {
        const job = await client.job.get("job");
        return job.state === "completed" && job;
      });
      assert.equal(job.executionInfo?.terminateReason, "enough");
      const { taskCounts } = await client.job.getTaskCounts("job");
      assert.deepEqual([taskCounts.active, taskCounts.running, taskCounts.failed], [1, 0, 2]);
      await assert.rejects(client.task.add("job", { id: "late", commandLine: "/bin/true" }), {
        code: "JobCompleted",
      });
    }));

  it("requeues its tasks when it is disabled, and runs them when it is enabled", () =>
    withBatchService(async ({ client, dir }) => {
      await startFamily(client, dir);
      await client.job.disable("job", "requeue");
      await until(async () => (await client.job.get("job")).state === "disabled");
      const task = await client.task.get("job", "task");
      assert.deepEqual([task.state, task.executionInfo?.requeueCount], ["active", 1]);
      await client.job.enable("job");
      await until(async () => (await client.task.get("job", "task")).state === "running");
    }));

  it("ends when its time limit is reached", () =>
    withBatchService(async ({ client }) => {
      await client.job.add({
        id: "job",
        poolInfo: { poolId: "p" },
        constraints: { maxWallClockTime: "PT0.2S" },
      });
      const job = await until(async () => {
        const job = await client.job.get("job");
        return job.state === "completed" && job;
      });
      assert.equal(job.executionInfo?.terminateReason, "MaxWallClockTimeExpiry");
    }));
});

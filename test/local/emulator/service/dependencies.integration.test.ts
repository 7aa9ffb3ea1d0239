import assert from "node:assert/strict";
import type { BatchServiceClient } from "@azure/batch";
import { linux } from "../../../helpers/account.ts";
import { until } from "../../../helpers/until.ts";
import { allCompleted, withBatchService } from "./with-batch-service.ts";

type Task = Parameters<BatchServiceClient["task"]["add"]>[1];

const start = async (client: BatchServiceClient, tasks: Task[], job = {}): Promise<void> => {
  await client.pool.add({ id: "pool", ...linux, targetDedicatedNodes: 1, taskSlotsPerNode: 4 });
  await client.job.add({ id: "job", poolInfo: { poolId: "pool" }, usesTaskDependencies: true, ...job });
  await client.task.addCollection("job", tasks);
};

const ok = (id: string, more: Partial<Task> = {}): Task => ({ id, commandLine: "/bin/true", ...more });
const exits = (id: string, code: number, more: Partial<Task> = {}): Task => ({
  id,
  commandLine: `/bin/sh -c 'exit ${code}'`,
  ...more,
});

/** Returns the started tasks in the order of their start. */
const started = async (client: BatchServiceClient): Promise<string[]> => {
  const tasks = await client.task.list("job");
  return tasks
    .filter(({ executionInfo }) => executionInfo?.startTime !== undefined)
    .sort((a, b) => Number(a.executionInfo?.startTime) - Number(b.executionInfo?.startTime))
    .map(({ id = "" }) => id);
};

const state = async (client: BatchServiceClient, id: string) => (await client.task.get("job", id)).state;
const completed = (client: BatchServiceClient, id: string) =>
  until(async () => (await state(client, id)) === "completed", { what: `completion of ${id}` });

describe("a task that depends on others", () => {
  it("starts after all of them, whether they are added later or completed before", () =>
    withBatchService(async ({ client }) => {
      await start(client, [
        ok("last", { dependsOn: { taskIds: ["first", "MIDDLE"] } }),
        ok("middle", { dependsOn: { taskIds: ["first"] } }),
      ]);
      await client.task.add("job", ok("first"));
      await allCompleted(client);
      assert.deepEqual(await started(client), ["first", "middle", "last"]);
      await client.task.add("job", ok("after", { dependsOn: { taskIds: ["last"] } }));
      await allCompleted(client);
    }));

  it("starts when each number of its range has completed, however it is written", () =>
    withBatchService(async ({ client }) => {
      await start(client, [
        ok("sum", { dependsOn: { taskIdRanges: [{ start: 1, end: 3 }] } }),
        ok("1"),
        ok("002"),
        ok("02"),
        ok("10"),
      ]);
      for (const id of ["1", "002", "02", "10"]) await completed(client, id);
      assert.equal(await state(client, "sum"), "active");
      await client.task.add("job", ok("3"));
      await completed(client, "sum");
    }));

  it("never starts after a failed task, unless that task's exit conditions satisfy it", () =>
    withBatchService(async ({ client }) => {
      const satisfy = { exitOptions: { dependencyAction: "satisfy" as const } };
      await start(client, [
        exits("failed", 1),
        exits("tolerated", 3, { exitConditions: { exitCodes: [{ code: 3, ...satisfy }] } }),
        exits("in-range", 7, { exitConditions: { exitCodeRanges: [{ start: 5, end: 9, ...satisfy }] } }),
        ok("blocking", {
          exitConditions: { exitCodes: [{ code: 0, exitOptions: { dependencyAction: "block" as const } }] },
        }),
        {
          id: "missing",
          commandLine: "no-such",
          exitConditions: { default: { dependencyAction: "satisfy" } },
        },
        ok("after-failed", { dependsOn: { taskIds: ["failed"] } }),
        ok("after-blocking", { dependsOn: { taskIds: ["blocking"] } }),
        ok("after-tolerated", { dependsOn: { taskIds: ["tolerated", "in-range", "missing"] } }),
      ]);
      await completed(client, "after-tolerated");
      await completed(client, "failed");
      await completed(client, "blocking");
      assert.equal(await state(client, "after-failed"), "active");
      assert.equal(await state(client, "after-blocking"), "active");
    }));

  it("starts when the failed task is reactivated and succeeds", () =>
    withBatchService(async ({ client }) => {
      await start(client, [
        { id: "flaky", commandLine: `/bin/sh -c 'test -e tried || { touch tried; exit 1; }'` },
        ok("after", { dependsOn: { taskIds: ["flaky"] } }),
      ]);
      await completed(client, "flaky");
      await client.task.reactivate("job", "flaky");
      await completed(client, "after");
      await assert.rejects(client.task.reactivate("job", "flaky"), {
        statusCode: 409,
        code: "TaskSucceeded",
      });
    }));

  it("is refused if its job does not use dependencies", () =>
    withBatchService(async ({ client }) => {
      await client.job.add({ id: "job", poolInfo: { poolId: "pool" } });
      await assert.rejects(client.task.add("job", ok("task", { dependsOn: { taskIds: ["x"] } })), {
        statusCode: 400,
        code: "UnsupportedProperty",
      });
    }));
});

describe("a task's exit conditions", () => {
  const onTaskFailure = "performexitoptionsjobaction";

  it("end the job when it fails", () =>
    withBatchService(async ({ client }) => {
      await start(client, [exits("bad", 2), { id: "long", commandLine: "/bin/sleep 300" }], {
        onTaskFailure,
      });
      const job = await until(async () => {
        const job = await client.job.get("job");
        return job.state === "completed" && job;
      });
      assert.equal(job.executionInfo?.terminateReason, "TaskFailed");
    }));

  it("disable the job, or do nothing, as they say", () =>
    withBatchService(async ({ client }) => {
      const on = (jobAction: "none" | "disable") => ({ exitConditions: { default: { jobAction } } });
      await start(client, [exits("ignored", 2, on("none"))], { onTaskFailure });
      await completed(client, "ignored");
      assert.equal((await client.job.get("job")).state, "active");
      await client.task.add("job", exits("stopping", 2, on("disable")));
      await until(async () => (await client.job.get("job")).state === "disabled");
    }));

  it("are refused if they have a job action and the job takes none", () =>
    withBatchService(async ({ client }) => {
      await client.job.add({ id: "job", poolInfo: { poolId: "pool" } });
      const conditions = { exitConditions: { default: { jobAction: "terminate" as const } } };
      await assert.rejects(client.task.add("job", ok("task", conditions)), { code: "InvalidPropertyValue" });
    }));
});

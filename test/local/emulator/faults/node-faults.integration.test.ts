import assert from "node:assert/strict";
import type { BatchServiceClient } from "@azure/batch";
import { createFaults } from "../../../../local/emulator/faults/faults.ts";
import { parseFault } from "../../../../local/emulator/faults/parse-fault.ts";
import { linux } from "../../../helpers/account.ts";
import { until } from "../../../helpers/until.ts";
import { allCompleted, type Lab, taskFile, withBatchService } from "../service/with-batch-service.ts";

const withFaults = (
  declarations: readonly string[],
  use: (lab: Lab, faultLog: string[]) => Promise<void>,
) => {
  const faultLog: string[] = [];
  const faults = createFaults(declarations.map(parseFault), { log: (line) => faultLog.push(line) });
  return withBatchService((lab) => use(lab, faultLog), { faults });
};

const nodesOf = (client: BatchServiceClient) => client.computeNode.list("pool");

const stateOf = async (client: BatchServiceClient) => (await nodesOf(client))[0]?.state;

const addTasks = async (client: BatchServiceClient, commandLines: readonly string[]): Promise<void> => {
  await client.job.add({ id: "job", poolInfo: { poolId: "pool" } });
  const tasks = commandLines.map((commandLine, at) => ({ id: `${at}`, commandLine }));
  await client.task.addCollection("job", tasks);
};

describe("faults of nodes", () => {
  it("lose a node, whose task runs again on its replacement", () =>
    withFaults(["node-loss:1,200ms,back=500ms"], async ({ client, log }, faultLog) => {
      await client.pool.add({ id: "pool", ...linux, targetDedicatedNodes: 1 });
      await addTasks(client, [`/bin/sh -c 'sleep 0.6; echo "$AZ_BATCH_NODE_ID"'`]);
      const lost = await until(async () => (await nodesOf(client)).find(({ state }) => state === "unknown"));
      await until(async () => (await client.task.get("job", "0")).state === "active");
      await allCompleted(client);

      const [node] = await nodesOf(client);
      assert(node?.id !== undefined && node.id !== lost.id);
      assert.equal(await taskFile(client, { taskId: "0", path: "stdout.txt" }), `${node.id}\n`);
      const { executionInfo } = await client.task.get("job", "0");
      assert.deepEqual([executionInfo?.exitCode, executionInfo?.retryCount], [0, 0]);
      await assert.rejects(client.computeNode.get("pool", lost.id ?? ""), { code: "NodeNotFound" });
      assert.deepEqual(faultLog, [
        `fault node-loss:200ms,count=1,back=500ms hits node ${lost.id} of pool pool in task 0 of job job, 200 ms`,
      ]);
      assert(log.includes(`node ${lost.id} is lost`));
    }));

  it("preempt only spot nodes", () =>
    withFaults(["preempt:1,back=200ms"], async ({ client, log }) => {
      await client.pool.add({ id: "pool", ...linux, targetDedicatedNodes: 1, targetLowPriorityNodes: 1 });
      const before = await until(async () => {
        const nodes = await nodesOf(client);
        return nodes.length === 2 && nodes.every(({ state }) => state === "idle") && nodes;
      });
      await addTasks(
        client,
        Array.from({ length: 4 }, () => "/bin/sleep 0.2"),
      );
      await until(async () => (await nodesOf(client)).some(({ state }) => state === "preempted"));
      await allCompleted(client);
      const after = await until(async () => {
        const nodes = await nodesOf(client);
        return nodes.length === 2 && nodes.every(({ state }) => state === "idle") && nodes;
      });
      const kept = after.filter(({ id }) => before.some((node) => node.id === id));
      assert.deepEqual(
        kept.map(({ isDedicated }) => isDedicated),
        [true],
      );
      assert.equal(log.filter((line) => line.endsWith("is preempted")).length, 1);
      const { taskCounts } = await client.job.getTaskCounts("job");
      assert.equal(taskCounts.succeeded, 4);
    }));

  it("lose nodes repeatedly, and the job completes", () =>
    withFaults(["node-loss:every=10,back=1ms"], async ({ client, log }) => {
      await client.pool.add({ id: "pool", ...linux, targetDedicatedNodes: 2, taskSlotsPerNode: 2 });
      await addTasks(
        client,
        Array.from({ length: 60 }, () => "/bin/sleep 0.02"),
      );
      await allCompleted(client);
      assert.equal((await client.job.getTaskCounts("job")).taskCounts.succeeded, 60);
      assert(log.filter((line) => line.endsWith("is lost")).length >= 6);
    }));

  it("fail a start task with all its retries", () =>
    withFaults(["start-task-failure:exit=7"], async ({ client }) => {
      await client.pool.add({ id: "pool", ...linux, targetDedicatedNodes: 1, startTask });
      await until(async () => (await stateOf(client)) === "starttaskfailed");
      const [node] = await nodesOf(client);
      const { exitCode, result, retryCount, failureInfo } = node?.startTaskInfo ?? {};
      assert.deepEqual([exitCode, result, retryCount], [7, "failure", 2]);
      assert.equal(failureInfo?.code, "FailureExitCode");
      const file = await client.file.getFromComputeNode("pool", node?.id ?? "", "startup/stderr.txt");
      let text = "";
      for await (const chunk of file.readableStreamBody ?? []) text += chunk;
      assert.equal(text, "This run is made to fail\n");
    }));

  it("fail a start task as often as declared, then let a retry succeed", () =>
    withFaults(["start-task-failure:2"], async ({ client }, faultLog) => {
      await client.pool.add({ id: "pool", ...linux, targetDedicatedNodes: 1, startTask });
      await until(async () => (await stateOf(client)) === "idle");
      assert.equal((await nodesOf(client))[0]?.startTaskInfo?.retryCount, 2);
      assert.equal(faultLog.length, 2);
    }));

  it("fail a resize, and the next one gets its nodes", () =>
    withFaults(["resize-error:AccountCoreQuotaReached,1"], async ({ client }) => {
      await client.pool.add({ id: "pool", ...linux, targetDedicatedNodes: 2 });
      const pool = await until(async () => {
        const pool = await client.pool.get("pool");
        return pool.allocationState === "steady" && pool;
      });
      assert.equal(pool.currentDedicatedNodes, 0);
      assert.deepEqual(
        pool.resizeErrors?.map(({ code }) => code),
        ["AccountCoreQuotaReached"],
      );
      await client.pool.resize("pool", { targetDedicatedNodes: 2 });
      await until(async () => (await nodesOf(client)).filter(({ state }) => state === "idle").length === 2);
      assert.equal((await client.pool.get("pool")).resizeErrors, undefined);
    }));

  it("don't delay the end of the service", async () => {
    await withFaults(["node-loss:50ms,back=1m"], async ({ client }) => {
      await client.pool.add({ id: "pool", ...linux, targetDedicatedNodes: 1 });
      await addTasks(client, ["/bin/sleep 60"]);
      await until(async () => (await stateOf(client)) === "unknown");
    });
  });
});

const startTask = { commandLine: "/bin/true", maxTaskRetryCount: 2, waitForSuccess: true };

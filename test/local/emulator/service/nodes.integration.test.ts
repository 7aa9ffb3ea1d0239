import assert from "node:assert/strict";
import type { BatchServiceClient } from "@azure/batch";
import { linux } from "../../../helpers/account.ts";
import { until } from "../../../helpers/until.ts";
import { reimage } from "./reimage.ts";
import { allCompleted, withBatchService } from "./with-batch-service.ts";

const addPool = (client: BatchServiceClient, more = {}) =>
  client.pool.add({ id: "pool", ...linux, targetDedicatedNodes: 2, taskSlotsPerNode: 2, ...more });

const nodes = async (client: BatchServiceClient) => [...(await client.computeNode.list("pool"))];
const inState = (client: BatchServiceClient, state: string, count = 2) =>
  until(
    async () => {
      const all = (await nodes(client)).filter((node) => node.state === state);
      return all.length === count && all;
    },
    { what: `${count} nodes that are ${state}` },
  );
const steady = (client: BatchServiceClient) =>
  until(async () => (await client.pool.get("pool")).allocationState === "steady", { what: "a steady pool" });
const run = async (client: BatchServiceClient, commandLine: string) => {
  await client.job.add({ id: "job", poolInfo: { poolId: "pool" } });
  await client.task.add("job", { id: "task", commandLine });
};
const running = (client: BatchServiceClient) =>
  until(async () => {
    const task = await client.task.get("job", "task");
    return task.state === "running" && task;
  });

describe("a pool", () => {
  it("grows and shrinks to its targets of dedicated and spot nodes", () =>
    withBatchService(async ({ client }) => {
      await addPool(client, { targetLowPriorityNodes: 1 });
      await inState(client, "idle", 3);
      const counts = (await client.account.listPoolNodeCounts())[0];
      assert.deepEqual([counts?.dedicated?.idle, counts?.lowPriority?.total], [2, 1]);
      await steady(client);
      await client.pool.resize("pool", { targetDedicatedNodes: 1, targetLowPriorityNodes: 0 });
      await steady(client);
      const [left, ...others] = await nodes(client);
      assert.deepEqual([left?.isDedicated, others.length], [true, 0]);
      const pool = await client.pool.get("pool");
      assert.deepEqual([pool.currentDedicatedNodes, pool.currentLowPriorityNodes], [1, 0]);
    }));

  it("waits for tasks while it shrinks, if the request says so, until the resize is stopped", () =>
    withBatchService(async ({ client }) => {
      await addPool(client, { targetDedicatedNodes: 1 });
      await run(client, "/bin/sleep 300");
      await running(client);
      await client.pool.resize("pool", { targetDedicatedNodes: 0, nodeDeallocationOption: "taskcompletion" });
      await assert.rejects(client.pool.resize("pool", { targetDedicatedNodes: 3 }), {
        code: "PoolBeingResized",
      });
      await client.pool.stopResize("pool");
      await steady(client);
      const pool = await client.pool.get("pool");
      assert.deepEqual([pool.currentDedicatedNodes, pool.resizeErrors?.[0]?.code], [1, "ResizeStopped"]);
      assert.equal((await client.task.get("job", "task")).state, "running");
      await client.pool.resize("pool", { targetDedicatedNodes: 0, nodeDeallocationOption: "requeue" });
      await steady(client);
      const { state, executionInfo } = await client.task.get("job", "task");
      assert.deepEqual([state, executionInfo?.requeueCount], ["active", 1]);
    }));

  it("removes the named nodes with their files", () =>
    withBatchService(async ({ client }) => {
      await addPool(client);
      const [first, second] = await inState(client, "idle");
      await steady(client);
      await client.pool.removeNodes("pool", { nodeList: [first?.id ?? ""] });
      await steady(client);
      assert.deepEqual(
        (await nodes(client)).map(({ id }) => id),
        [second?.id],
      );
      assert.equal((await client.pool.get("pool")).targetDedicatedNodes, 1);
      await assert.rejects(client.pool.removeNodes("pool", { nodeList: ["tvm-none"] }), {
        code: "NodeNotFound",
      });
    }));

  it("takes another start task, which nodes run at their next boot", () =>
    withBatchService(async ({ client }) => {
      await addPool(client, {
        targetDedicatedNodes: 1,
        startTask: { commandLine: "/bin/false", waitForSuccess: true },
      });
      const [node] = await inState(client, "starttaskfailed", 1);
      const { startTaskInfo } = await client.computeNode.get("pool", node?.id ?? "");
      assert.deepEqual([startTaskInfo?.exitCode, startTaskInfo?.failureInfo?.code], [1, "FailureExitCode"]);
      await client.pool.patch("pool", { startTask: { commandLine: "/bin/true", waitForSuccess: true } });
      await client.computeNode.reboot("pool", node?.id ?? "");
      assert.equal((await client.computeNode.get("pool", node?.id ?? "")).state, "rebooting");
      await inState(client, "idle", 1);
    }));

  it("retries its start task up to its maximum", () =>
    withBatchService(async ({ client }) => {
      const commandLine = `/bin/sh -c 'echo x >> tries; test $(wc -l < tries) = 3'`;
      const startTask = { commandLine, waitForSuccess: true, maxTaskRetryCount: 2 };
      await addPool(client, { targetDedicatedNodes: 1, startTask });
      const [node] = await inState(client, "idle", 1);
      assert.equal(node?.startTaskInfo?.retryCount, 2);
    }));

  it("takes tasks at once if it does not wait for its start task", () =>
    withBatchService(async ({ client }) => {
      const startTask = { commandLine: "/bin/sleep 300", waitForSuccess: false };
      await addPool(client, { targetDedicatedNodes: 1, startTask });
      await run(client, "/bin/true");
      await allCompleted(client);
    }));
});

describe("a node", () => {
  it("runs its start task again after a reboot and keeps its files, and its tasks return to the queue", () =>
    withBatchService(async (lab) => {
      const { client } = lab;
      const startTask = { commandLine: "/bin/sh -c 'echo x >> boots'", waitForSuccess: true };
      await addPool(client, { targetDedicatedNodes: 1, startTask });
      await run(client, "/bin/sleep 300");
      const nodeId = (await running(client)).nodeInfo?.nodeId ?? "";
      await client.computeNode.reboot("pool", nodeId);
      await until(async () => (await client.task.get("job", "task")).executionInfo?.requeueCount === 1);
      await running(client);
      const boots = await client.file.getPropertiesFromComputeNode("pool", nodeId, "startup/wd/boots");
      assert.equal(boots.contentLength, 4);
      await assert.rejects(client.computeNode.reimage("pool", nodeId), { code: "OperationNotValidOnNode" });
      await reimage(lab, nodeId, "terminate");
      await allCompleted(client);
      await inState(client, "idle", 1);
      const fresh = await client.file.getPropertiesFromComputeNode("pool", nodeId, "startup/wd/boots");
      assert.equal(fresh.contentLength, 2);
    }));

  it("takes no task while its scheduling is disabled", () =>
    withBatchService(async ({ client }) => {
      await addPool(client, { targetDedicatedNodes: 1 });
      const [node] = await inState(client, "idle", 1);
      const id = node?.id ?? "";
      await client.computeNode.disableScheduling("pool", id, {
        nodeDisableSchedulingOption: "taskcompletion",
      });
      await inState(client, "offline", 1);
      await assert.rejects(client.computeNode.disableScheduling("pool", id), {
        code: "NodeAlreadyInTargetSchedulingState",
      });
      await run(client, "/bin/true");
      assert.equal((await client.task.get("job", "task")).state, "active");
      await client.computeNode.enableScheduling("pool", id);
      await allCompleted(client);
    }));

  it("keeps a list of its users", () =>
    withBatchService(async ({ client }) => {
      await addPool(client, { targetDedicatedNodes: 1 });
      const [node] = await inState(client, "idle", 1);
      const id = node?.id ?? "";
      await client.computeNode.addUser("pool", id, { name: "me", password: "secret" });
      await assert.rejects(client.computeNode.addUser("pool", id, { name: "me" }), {
        code: "NodeUserExists",
      });
      await client.computeNode.updateUser("pool", id, "me", { password: "other" });
      await client.computeNode.deleteUser("pool", id, "me");
      await assert.rejects(client.computeNode.deleteUser("pool", id, "me"), { code: "NodeUserNotFound" });
    }));
});

describe("a job's preparation and release tasks", () => {
  it("run once on each node that runs one of its tasks, and have a status", () =>
    withBatchService(async ({ client }) => {
      await addPool(client);
      await client.job.add({
        id: "job",
        poolInfo: { poolId: "pool" },
        jobPreparationTask: { commandLine: "/bin/sh -c 'echo x >> $AZ_BATCH_NODE_SHARED_DIR/prepared'" },
        jobReleaseTask: { commandLine: "/bin/sh -c 'echo x >> $AZ_BATCH_NODE_SHARED_DIR/released'" },
      });
      const ids = Array.from({ length: 8 }, (_, i) => `task-${i}`);
      await client.task.addCollection(
        "job",
        ids.map((id) => ({ id, commandLine: "/bin/sleep 0.1" })),
      );
      await allCompleted(client);
      await client.job.terminate("job");
      await until(async () => (await client.job.get("job")).state === "completed");
      const status = await client.job.listPreparationAndReleaseTaskStatus("job");
      assert.equal(status.length, 2);
      for (const each of status) {
        assert.equal(each.jobPreparationTaskExecutionInfo?.result, "success");
        assert.equal(each.jobReleaseTaskExecutionInfo?.exitCode, 0);
        for (const name of ["prepared", "released"]) {
          const file = await client.file.getPropertiesFromComputeNode(
            "pool",
            each.nodeId ?? "",
            `shared/${name}`,
          );
          assert.equal(file.contentLength, 2);
        }
      }
    }));

  it("keep the job's tasks off a node where they fail", () =>
    withBatchService(async ({ client }) => {
      await addPool(client, { targetDedicatedNodes: 1 });
      await client.job.add({
        id: "job",
        poolInfo: { poolId: "pool" },
        jobPreparationTask: { commandLine: "/bin/false", constraints: { maxTaskRetryCount: 1 } },
      });
      await client.task.add("job", { id: "task", commandLine: "/bin/true" });
      const [status] = await until(async () => {
        const list = await client.job.listPreparationAndReleaseTaskStatus("job");
        return list[0]?.jobPreparationTaskExecutionInfo?.result === "failure" && list;
      });
      assert.equal(status?.jobPreparationTaskExecutionInfo?.retryCount, 1);
      await until(async () => (await client.task.get("job", "task")).state === "active");
      await inState(client, "idle", 1);
    }));
});

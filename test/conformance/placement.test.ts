import assert from "node:assert/strict";
import type { BatchServiceModels as Models } from "@azure/batch";
import { eventually } from "./eventually.ts";
import { conforms, type Lab, suite } from "./lab.ts";
import { refused } from "./refused.ts";
import { allCompleted, executionOf, runTasks, taskFile, taskIn } from "./run-tasks.ts";

/** A pool whose nodes are all idle. */
const readyPool = async (lab: Lab, pool: Partial<Models.PoolAddParameter>): Promise<string> => {
  const id = await lab.addPool(pool);
  const wanted = (pool.targetDedicatedNodes ?? 0) + (pool.targetLowPriorityNodes ?? 0);
  await eventually(`${wanted} idle nodes`, async () => {
    const nodes = await lab.client.computeNode.list(id);
    return nodes.filter(({ state }) => state === "idle").length === wanted;
  });
  return id;
};

/** The node of each of two long tasks that run at once. */
const nodesOfTwo = async (lab: Lab, poolId: string): Promise<(string | undefined)[]> => {
  const jobId = await lab.addJob({ poolInfo: { poolId } });
  const nodes: (string | undefined)[] = [];
  for (const id of ["one", "two"]) {
    await lab.client.task.add(jobId, { id, commandLine: "/bin/sleep 600" });
    nodes.push((await taskIn(lab, { jobId, id }, "running")).nodeInfo?.nodeId);
  }
  return nodes;
};

suite("placement", () => {
  conforms("spreads tasks over the nodes", async (lab) => {
    const poolId = await readyPool(lab, { targetDedicatedNodes: 2, taskSlotsPerNode: 2 });
    const [one, two] = await nodesOfTwo(lab, poolId);
    assert.notEqual(one, two);
  });

  conforms("packs tasks on one node", async (lab) => {
    const taskSchedulingPolicy = { nodeFillType: "pack" } as const;
    const poolId = await readyPool(lab, {
      targetDedicatedNodes: 2,
      taskSlotsPerNode: 2,
      taskSchedulingPolicy,
    });
    const [one, two] = await nodesOfTwo(lab, poolId);
    assert.equal(one, two);
  });

  conforms("follows an affinity", async (lab) => {
    const poolId = await readyPool(lab, { targetDedicatedNodes: 2 });
    const nodes = await lab.client.computeNode.list(poolId);
    const jobId = await lab.addJob({ poolInfo: { poolId } });
    for (const { id, affinityId } of nodes) {
      const task = { id: `on-${nodes.findIndex((node) => node.id === id)}`, commandLine: "/bin/true" };
      await lab.client.task.add(jobId, { ...task, affinityInfo: { affinityId: affinityId! } });
      assert.equal((await taskIn(lab, { jobId, id: task.id }, "completed")).nodeInfo?.nodeId, id);
    }
  });

  conforms("uses spot nodes, which are marked as such", async (lab) => {
    const poolId = await readyPool(lab, { targetDedicatedNodes: 0, targetLowPriorityNodes: 1 });
    const [node] = await lab.client.computeNode.list(poolId);
    assert.equal(node?.isDedicated, false);
    const commandLine = "/bin/sh -c 'echo $AZ_BATCH_NODE_IS_DEDICATED'";
    const jobId = await runTasks(lab, { task: { commandLine } }, { poolInfo: { poolId } });
    assert.equal((await taskFile(lab, jobId, "task")).trim().toLowerCase(), "false");
    const pool = await lab.client.pool.get(poolId);
    assert.deepEqual([pool.currentDedicatedNodes, pool.currentLowPriorityNodes], [0, 1]);
  });

  conforms("doesn't wait for the start task with waitForSuccess: false", async (lab) => {
    const startTask = { commandLine: "/bin/sh -c 'exit 2'", waitForSuccess: false };
    const poolId = await readyPool(lab, { targetDedicatedNodes: 1, startTask });
    const jobId = await runTasks(lab, { task: { commandLine: "/bin/true" } }, { poolInfo: { poolId } });
    assert.equal((await executionOf(lab, jobId, "task")).exitCode, 0);
    const startTaskInfo = await eventually("the start task's end", async () => {
      const [node] = await lab.client.computeNode.list(poolId);
      return node?.startTaskInfo?.state === "completed" && node.startTaskInfo;
    });
    assert.equal(startTaskInfo.exitCode, 2);
  });

  conforms("runs the tasks of a removed node on another", async (lab) => {
    const poolId = await readyPool(lab, { targetDedicatedNodes: 2 });
    const jobId = await lab.addJob({ poolInfo: { poolId } });
    await lab.client.task.add(jobId, { id: "moves", commandLine: "/bin/sh -c 'sleep 600'" });
    const before = await taskIn(lab, { jobId, id: "moves" }, "running");
    const nodeList = [before.nodeInfo!.nodeId!];
    await lab.client.pool.removeNodes(poolId, { nodeList, nodeDeallocationOption: "requeue" });
    await refused(lab.client.file.listFromComputeNode(poolId, `${nodeList[0]}x`), { statusCode: 404 });
    const after = await eventually("the task on another node", async () => {
      const task = await lab.client.task.get(jobId, "moves");
      return task.state === "running" && task.nodeInfo?.nodeId !== nodeList[0] && task;
    });
    assert.deepEqual([after.executionInfo?.requeueCount, after.executionInfo?.retryCount], [1, 0]);
    await lab.client.task.terminate(jobId, "moves");
    await allCompleted(lab, jobId);
  });

  conforms("ends the tasks of a node that is removed with terminate", async (lab) => {
    const poolId = await readyPool(lab, { targetDedicatedNodes: 1 });
    const jobId = await lab.addJob({ poolInfo: { poolId } });
    await lab.client.task.add(jobId, { id: "ends", commandLine: "/bin/sleep 600" });
    const { nodeInfo } = await taskIn(lab, { jobId, id: "ends" }, "running");
    const nodeList = [nodeInfo!.nodeId!];
    await lab.client.pool.removeNodes(poolId, { nodeList, nodeDeallocationOption: "terminate" });
    const task = await taskIn(lab, { jobId, id: "ends" }, "completed");
    assert.equal(task.executionInfo?.result?.toLowerCase(), "failure");
    await eventually("a pool without nodes", async () => {
      const pool = await lab.client.pool.get(poolId);
      return pool.allocationState === "steady" && pool.currentDedicatedNodes === 0;
    });
    await refused(lab.client.file.listFromTask(jobId, "ends"), {
      statusCode: 409,
      code: "TaskFilesUnavailable",
    });
  });
});

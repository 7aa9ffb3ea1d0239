import assert from "node:assert/strict";
import { text } from "node:stream/consumers";
import type { BatchServiceModels as Models } from "@azure/batch";
import { eventually } from "./eventually.ts";
import { conforms, type Lab, sharedPoolSlots, suite } from "./lab.ts";
import { refused } from "./refused.ts";
import { runTasks, taskIn } from "./run-tasks.ts";

const sharedNode = async (lab: Lab): Promise<Models.ComputeNode & { id: string }> => {
  const [node] = await lab.client.computeNode.list(lab.sharedPool);
  assert(node?.id, "a node in the shared pool");
  return { ...node, id: node.id };
};

const nodeIn = (lab: Lab, id: string, state: Models.ComputeNodeState) =>
  eventually(`node ${state}`, async () => {
    const node = await lab.client.computeNode.get(lab.sharedPool, id);
    return node.state === state && node;
  });

const nodeFile = async (lab: Lab, { pool, node }: { pool: string; node: string }, path: string) => {
  const { readableStreamBody } = await lab.client.file.getFromComputeNode(pool, node, path);
  return readableStreamBody === undefined ? "" : text(readableStreamBody);
};

suite("nodes", () => {
  conforms("show their properties and the result of their start task", async (lab) => {
    const { id } = await sharedNode(lab);
    const node = await nodeIn(lab, id, "idle");
    assert.equal(node.url, `${lab.target.endpoint}/pools/${lab.sharedPool}/nodes/${id}`);
    assert.match(id, /^tvmps_[0-9a-f]{64}_d$/);
    assert.equal(node.affinityId, `TVM:${id}`);
    assert.equal(node.schedulingState, "enabled");
    assert.deepEqual([node.isDedicated, node.runningTasksCount, node.runningTaskSlotsCount], [true, 0, 0]);
    assert.match(node.ipAddress ?? "", /^\d+\.\d+\.\d+\.\d+$/);
    assert(node.allocationTime instanceof Date && node.lastBootTime instanceof Date);
    assert(node.nodeAgentInfo?.version);
    assert.equal(node.startTask?.waitForSuccess, true);
    assert.deepEqual([node.startTaskInfo?.state, node.startTaskInfo?.exitCode], ["completed", 0]);
    assert.equal(node.startTaskInfo?.result?.toLowerCase(), "success");
    const where = { pool: lab.sharedPool, node: id };
    assert.equal(await nodeFile(lab, where, "startup/stdout.txt"), `started as ${id}\n`);
    await refused(lab.client.computeNode.get(lab.sharedPool, `${id.slice(0, -4)}ff_d`), {
      statusCode: 404,
      code: "NodeNotFound",
    });
  });

  conforms("have the same folders and files as in Azure", async (lab) => {
    const jobId = await runTasks(lab, { task: { commandLine: "/bin/echo here" } });
    const { id } = await sharedNode(lab);
    const top = await lab.client.file.listFromComputeNode(lab.sharedPool, id);
    const names = top.map(({ name }) => name);
    for (const name of ["shared", "startup", "workitems"])
      assert(names.includes(name), `${name} in ${names}`);
    const { nodeInfo } = await lab.client.task.get(jobId, "task");
    const path = `${nodeInfo?.taskRootDirectory}/stdout.txt`;
    const where = { pool: lab.sharedPool, node: id };
    assert.equal(await nodeFile(lab, where, path), "here\n");
    const { contentLength } = await lab.client.file.getPropertiesFromComputeNode(lab.sharedPool, id, path);
    assert.equal(contentLength, 5);
    await lab.client.file.deleteFromComputeNode(lab.sharedPool, id, path);
    await refused(lab.client.file.getFromComputeNode(lab.sharedPool, id, path), { statusCode: 404 });
  });

  conforms("run as many tasks at once as they have slots", async (lab) => {
    const jobId = await lab.addJob();
    const long = Array.from({ length: sharedPoolSlots + 1 }, (_, index) => ({
      id: `t${index}`,
      commandLine: "/bin/sleep 600",
    }));
    await lab.client.task.addCollection(jobId, long);
    const running = await eventually("a full node", async () => {
      const filter = { taskListOptions: { filter: "state eq 'running'" } };
      const tasks = await lab.client.task.list(jobId, filter);
      return tasks.length === sharedPoolSlots && tasks;
    });
    const node = await nodeIn(lab, running[0]!.nodeInfo!.nodeId!, "running");
    assert.equal(node.runningTasksCount, sharedPoolSlots);
    assert.equal(node.runningTaskSlotsCount, sharedPoolSlots);
    const recent = node.recentTasks?.filter((task) => task.jobId === jobId) ?? [];
    assert.deepEqual(
      recent.map(({ taskState }) => taskState),
      Array(sharedPoolSlots).fill("running"),
    );
  });

  conforms("start no task while their scheduling is disabled", async (lab) => {
    const { id } = await sharedNode(lab);
    const { computeNode } = lab.client;
    const jobId = await lab.addJob();
    await lab.client.task.add(jobId, { id: "long", commandLine: "/bin/sleep 600" });
    await taskIn(lab, { jobId, id: "long" }, "running");
    await computeNode.disableScheduling(lab.sharedPool, id, { nodeDisableSchedulingOption: "requeue" });
    try {
      const node = await nodeIn(lab, id, "offline");
      assert.equal(node.schedulingState, "disabled");
      const task = await taskIn(lab, { jobId, id: "long" }, "active");
      assert.equal(task.executionInfo?.requeueCount, 1);
      await refused(computeNode.disableScheduling(lab.sharedPool, id), {
        statusCode: 409,
        code: "NodeAlreadyInTargetSchedulingState",
      });
    } finally {
      await computeNode.enableScheduling(lab.sharedPool, id);
    }
    await taskIn(lab, { jobId, id: "long" }, "running");
  });

  conforms("run their start task again after a reboot", async (lab) => {
    const { id } = await sharedNode(lab);
    const before = await nodeIn(lab, id, "idle");
    await lab.client.computeNode.reboot(lab.sharedPool, id);
    const after = await eventually("a node that has booted again", async () => {
      const node = await lab.client.computeNode.get(lab.sharedPool, id);
      return node.state === "idle" && node.lastBootTime! > before.lastBootTime! && node;
    });
    assert.equal(after.startTaskInfo?.exitCode, 0);
    const starts = await nodeFile(lab, { pool: lab.sharedPool, node: id }, "shared/starts");
    assert.equal(starts, "one more\n".repeat(2));
  });

  conforms("are deallocated and started again, since 2024-07-01.20.0", async (lab) => {
    const { id } = await sharedNode(lab);
    const before = await nodeIn(lab, id, "idle");
    // The client is older than these operations, and has another with the same shape.
    const to = (operation: string) =>
      lab.clientWith({
        apiVersion: "2024-07-01.20.0",
        unsigned: (request) => {
          request.url = request.url.replace("/reboot?", `/${operation}?`);
        },
      });
    const start = () => to("start").computeNode.reboot(lab.sharedPool, id);
    const deallocate = () => to("deallocate").computeNode.reboot(lab.sharedPool, id);
    await refused(start(), { statusCode: 409 });
    const jobId = await lab.addJob();
    await lab.client.task.add(jobId, { id: "long", commandLine: "/bin/sleep 600" });
    await taskIn(lab, { jobId, id: "long" }, "running");
    await deallocate();
    const newer = lab.clientWith({ apiVersion: "2024-07-01.20.0" });
    await eventually("a deallocated node", async () => {
      const { state } = await newer.computeNode.get(lab.sharedPool, id);
      return String(state) === "deallocated";
    });
    assert.equal((await taskIn(lab, { jobId, id: "long" }, "active")).executionInfo?.requeueCount, 1);
    await refused(deallocate(), { statusCode: 409 });
    await start();
    await taskIn(lab, { jobId, id: "long" }, "running");
    const after = await lab.client.computeNode.get(lab.sharedPool, id);
    assert(after.lastBootTime! > before.lastBootTime!);
  });

  conforms("have users", async (lab) => {
    const { id } = await sharedNode(lab);
    const { computeNode } = lab.client;
    const expiryTime = new Date(Date.now() + 3_600_000);
    await computeNode.addUser(lab.sharedPool, id, { name: "visitor", password: "Secret-12345", expiryTime });
    await computeNode.updateUser(lab.sharedPool, id, "visitor", { password: "Secret-67890", expiryTime });
    const { remoteLoginPort } = await computeNode.getRemoteLoginSettings(lab.sharedPool, id);
    assert(remoteLoginPort > 0);
    await computeNode.deleteUser(lab.sharedPool, id, "visitor");
    await refused(computeNode.deleteUser(lab.sharedPool, id, "visitor"), { statusCode: 404 });
  });

  conforms("run no task if their start task fails, and show the failure", async (lab) => {
    const startTask = {
      commandLine: "/bin/sh -c 'echo cannot >&2; exit 8'",
      waitForSuccess: true,
      maxTaskRetryCount: 1,
    };
    const pool = await lab.addPool({ targetDedicatedNodes: 1, startTask });
    const node = await eventually("a failed start task", async () => {
      const [found] = await lab.client.computeNode.list(pool);
      return found?.state === "starttaskfailed" && found;
    });
    const { exitCode, retryCount, failureInfo, result } = node.startTaskInfo!;
    assert.deepEqual([exitCode, retryCount, failureInfo?.code], [8, 1, "FailureExitCode"]);
    assert.equal(result?.toLowerCase(), "failure");
    assert.match(await nodeFile(lab, { pool, node: node.id! }, "startup/stderr.txt"), /cannot\n$/);
    const jobId = await lab.addJob({ poolInfo: { poolId: pool } });
    await lab.client.task.add(jobId, { id: "task", commandLine: "/bin/true" });
    assert.equal((await lab.client.task.get(jobId, "task")).state, "active");
  });
});

/**
 * The basic flow with a client of npm: pool, nodes, job, a collection of tasks, counts, files, clean-up.
 *
 *     node flow.mjs <folder of node_modules> azure-batch|@azure/batch
 */
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { createRequire } from "node:module";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";

const [dir, name] = process.argv.slice(2);
const require = createRequire(`${dir}/package.json`);
const { version } = require(`${dir}/node_modules/${name}/package.json`);
const batch = require(name);
const {
  AZURE_BATCH_ACCOUNT: account,
  AZURE_BATCH_ACCESS_KEY: key,
  AZURE_BATCH_ENDPOINT: endpoint,
} = process.env;
const isSdkForNode = name === "azure-batch";
// @azure/batch 7 signs a length of 0 for a DELETE and sends none, which Azure refuses too (Azure/azure-sdk-for-net#4602).
const sendLength = {
  create: (next) => ({
    sendRequest: (request) => {
      if (request.method === "DELETE") request.headers.set("Content-Length", "0");
      return next.sendRequest(request);
    },
  }),
};
const requestPolicyFactories = (own) => (version.startsWith("7.") ? [sendLength, ...own] : own);
const client = isSdkForNode
  ? new batch.ServiceClient(new batch.SharedKeyCredentials(account, key), endpoint)
  : new batch.BatchServiceClient(new batch.BatchSharedKeyCredentials(account, key), endpoint, {
      requestPolicyFactories,
    });
// @azure/batch 8 renamed the property.
const slots = !isSdkForNode && Number.parseInt(version, 10) >= 8 ? "taskSlotsPerNode" : "maxTasksPerNode";
const machine = {
  imageReference: { publisher: "microsoft-dsvm", offer: "ubuntu-hpc", sku: "2404", version: "latest" },
  nodeAgentSKUId: "batch.node.ubuntu 24.04",
};
const vm = { vmSize: "standard_d2s_v3", virtualMachineConfiguration: machine };
const id = `npm-${randomBytes(4).toString("hex")}`;

// The local service responds within milliseconds; a real pool takes minutes.
const isLocal = endpoint.startsWith("http://127.0.0.1");

/** Calls a function until its result is true; returns the result. */
const until = async (what, ask) => {
  const deadline = Date.now() + (isLocal ? 60_000 : 1_200_000);
  for (;;) {
    const found = await ask();
    if (found) return found;
    if (Date.now() > deadline) throw new Error(`${what}: did not happen in time`);
    await sleep(isLocal ? 50 : 5000);
  }
};

const read = async (taskId, path) => {
  if (!isSdkForNode) return text((await client.file.getFromTask(id, taskId, path)).readableStreamBody);
  // A promise of this client resolves after the first bytes of a short file are gone.
  return new Promise((resolve, reject) => {
    client.file.getFromTask(id, taskId, path, (error, stream) =>
      error ? reject(error) : resolve(text(stream)),
    );
  });
};

const counts = async () => {
  const result = await client.job.getTaskCounts(id);
  return result.taskCounts ?? result;
};

const isMissing = async (found) => {
  try {
    await found;
    return false;
  } catch (error) {
    assert.equal(error.statusCode, 404);
    assert.equal(error.body?.code ?? error.code, "JobNotFound");
    return true;
  }
};

const run = async () => {
  await client.pool.add({
    ...{ id, ...vm, targetDedicatedNodes: 1, [slots]: 4 },
    startTask: { commandLine: "/bin/echo started", waitForSuccess: true },
  });
  assert.equal((await client.pool.get(id))[slots], 4);
  await until("an idle node", async () =>
    (await (client.computeNode ?? client.computeNodeOperations).list(id)).some(
      ({ state }) => state === "idle",
    ),
  );
  const filter = `id eq '${id}'`;
  assert.deepEqual(
    (await client.pool.list({ poolListOptions: { filter, select: `id,${slots}` } })).map(
      (each) => each[slots],
    ),
    [4],
  );
  const images = await (client.account.listSupportedImages ?? client.account.listNodeAgentSkus).call(
    client.account,
  );
  assert(images.some((each) => (each.nodeAgentSKUId ?? each.id) === machine.nodeAgentSKUId));
  const nodeCounts = await client.account.listPoolNodeCounts();
  assert.equal(nodeCounts.find(({ poolId }) => poolId === id).dedicated.total, 1);

  await client.job.add({ id, poolInfo: { poolId: id } });
  const tasks = Array.from({ length: 60 }, (_, at) => ({
    id: `task-${at}`,
    commandLine: `/bin/echo number ${at}`,
  }));
  tasks.push({ id: "bad", commandLine: "/bin/sh -c 'exit 3'" });
  const { value } = await client.task.addCollection(id, tasks);
  assert.deepEqual([...new Set(value.map(({ status }) => status.toLowerCase()))], ["success"]);
  await until("completed tasks", async () => (await counts()).completed === tasks.length);
  const { succeeded, failed } = await counts();
  assert.deepEqual([succeeded, failed], [60, 1]);
  assert.equal(await read("task-7", "stdout.txt"), "number 7\n");
  assert(
    (await client.file.listFromTask(id, "task-7", { recursive: true })).some(
      (each) => each.name === "stdout.txt",
    ),
  );
  const { executionInfo } = await client.task.get(id, "bad");
  assert.deepEqual([executionInfo.exitCode, executionInfo.failureInfo.code], [3, "FailureExitCode"]);
  const options = { taskListOptions: { filter: "state eq 'completed'", maxResults: 50 } };
  const page = await client.task.list(id, options);
  const rest = await client.task.listNext(page.odatanextLink);
  assert.equal(page.length + rest.length, tasks.length);

  const pool = { ...vm, targetDedicatedNodes: 0, [slots]: 3 };
  const autoPoolSpecification = { poolLifetimeOption: "job", pool };
  await client.job.add({ id: `${id}-auto`, poolInfo: { autoPoolSpecification } });
  const job = await client.job.get(`${id}-auto`);
  assert.equal(job.poolInfo.autoPoolSpecification.pool[slots], 3);
  await client.job.deleteMethod(`${id}-auto`);
  assert(await isMissing(client.job.get("no-such-job")));
};

try {
  await run();
} finally {
  await Promise.allSettled([client.job.deleteMethod(id), client.pool.deleteMethod(id)]);
}
await until(
  "no pool",
  async () => (await client.pool.list({ poolListOptions: { filter: `id eq '${id}'` } })).length === 0,
);
console.log(`${name} ${version} ok`);

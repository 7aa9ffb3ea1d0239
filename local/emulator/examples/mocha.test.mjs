// mocha mocha.test.mjs, after: npm install --save-dev mocha @azure/batch azure-batch-emulator
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BatchServiceClient, BatchSharedKeyCredentials } from "@azure/batch";
import { startBatchService } from "azure-batch-emulator";

const account = "local";
const pool = {
  id: "pool",
  vmSize: "standard_d2s_v5",
  targetDedicatedNodes: 1,
  virtualMachineConfiguration: {
    imageReference: { publisher: "microsoft-dsvm", offer: "ubuntu-hpc", sku: "2404", version: "latest" },
    nodeAgentSKUId: "batch.node.ubuntu 24.04",
  },
};

describe("my program", () => {
  let dir;
  let service;
  let client;

  before(async () => {
    dir = await mkdtemp(join(tmpdir(), "batch-"));
    service = await startBatchService({
      dir,
      provision: (batch) => {
        batch.putAccount(account);
        batch.putPool(account, pool);
      },
    });
    const credentials = new BatchSharedKeyCredentials(account, service.putAccount(account).key);
    client = new BatchServiceClient(credentials, service.endpoint);
  });
  afterEach(() => service.reset());
  after(async () => {
    await service?.close();
    await rm(dir, { recursive: true });
  });

  for (const exitCode of [0, 1]) {
    it(`sees exit code ${exitCode}`, async () => {
      await client.job.add({ id: "job", poolInfo: { poolId: "pool" } });
      await client.task.add("job", { id: "task", commandLine: `/bin/sh -c 'exit ${exitCode}'` });
      let task;
      do task = await client.task.get("job", "task");
      while (task.state !== "completed");
      assert.equal(task.executionInfo?.exitCode, exitCode);
    });
  }
});

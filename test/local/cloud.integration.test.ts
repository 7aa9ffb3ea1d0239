import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import type { BatchServiceClient } from "@azure/batch";
import { startLocalCloud } from "../../local/cloud.ts";
import { stop } from "../../local/lease.ts";
import { attachTo, cloudProcess } from "../helpers/attached.ts";
import { batchClient } from "../helpers/batch-client.ts";
import { isRunning } from "../helpers/is-running.ts";
import { withTemporaryFolder } from "../helpers/temporary-folder.ts";

const idleNodes = async (client: BatchServiceClient, poolId: string, count: number) => {
  for (;;) {
    const nodes = await client.computeNode.list(poolId);
    if (nodes.filter(({ state }) => state === "idle").length === count) return nodes;
    await delay(50);
  }
};

/** For a task that goes on once the file is there. */
const waitFor = (file: string, first = "true"): string =>
  `/bin/bash -c '${first}; until [ -e ${file} ]; do sleep 0.1; done'`;

describe("startLocalCloud", function () {
  this.timeout(60_000);

  it("has the pool that the program declares, whose nodes are idle once their start task has found Node", async () => {
    await withTemporaryFolder(async (dir) => {
      const cloud = await startLocalCloud({ dir });
      try {
        const client = batchClient(cloud.outputs);
        const { poolId, maxDedicatedNodes } = cloud.outputs;
        const pool = await client.pool.get(poolId);
        assert.equal(pool.vmSize, "Standard_D2s_v5");
        assert.equal(pool.taskSlotsPerNode, 2);
        assert.equal(pool.virtualMachineConfiguration?.imageReference.offer, "ubuntu-hpc");
        for (const { id, startTaskInfo } of await idleNodes(client, poolId, maxDedicatedNodes)) {
          assert.equal(startTaskInfo?.exitCode, 0);
          const file = await client.file.getFromComputeNode(poolId, id!, "startup/stdout.txt");
          const said = await new Response(file.readableStreamBody as unknown as ReadableStream).text();
          assert.equal(said.trim(), "Node 24.21.0 is already installed");
        }
        assert.equal(cloud.hasUnfinishedTasks(), false);
      } finally {
        await cloud.close();
      }
    });
  });

  it("is alone in its folder, and leaves that free when it could not start", async () => {
    await withTemporaryFolder(async (dir) => {
      const cloud = await startLocalCloud({ dir });
      await assert.rejects(startLocalCloud({ dir }), { code: "AlreadyRunning" });
      await cloud.close();
      await assert.rejects(startLocalCloud({ dir, stackFile: `${dir}/none.yaml` }), {
        code: "SettingsFileNotFound",
        message: /none\.yaml/,
      });
      await (await startLocalCloud({ dir })).close();
    });
  });

  it("runs on without leases while tasks are unfinished, and then ends", async () => {
    await withTemporaryFolder(async (dir) => {
      try {
        const { outputs, release } = await attachTo(dir);
        const client = batchClient(outputs);
        await client.job.add({ id: "long", poolInfo: { poolId: outputs.poolId } });
        await client.task.add("long", { id: "t", commandLine: waitFor(`${dir}/sign`) });
        await client.job.patch("long", { onAllTasksComplete: "terminatejob" });
        const pid = await cloudProcess(dir);
        await release();
        // Some lingers of 0.3 s.
        await delay(1000);
        assert(isRunning(pid));
        await writeFile(`${dir}/sign`, "");
        while (isRunning(pid)) await delay(100);
        const next = await attachTo(dir);
        assert.equal((await batchClient(next.outputs).task.get("long", "t")).executionInfo?.exitCode, 0);
        await next.release();
      } finally {
        await stop(dir);
      }
    });
  });

  it("comes back with its jobs after a kill, and no process of before goes on", async () => {
    await withTemporaryFolder(async (dir) => {
      try {
        const first = await attachTo(dir);
        const client = batchClient(first.outputs);
        await client.job.add({ id: "killed", poolInfo: { poolId: first.outputs.poolId } });
        const commandLine = waitFor(`${dir}/sign`, `echo $$ >> ${dir}/pids`);
        await client.task.add("killed", { id: "t", commandLine });
        while (!existsSync(`${dir}/pids`)) await delay(50);
        process.kill(await cloudProcess(dir), "SIGKILL");
        await first.ended;
        const second = await attachTo(dir);
        assert.deepEqual(second.outputs, first.outputs);
        const [orphan] = (await readFile(`${dir}/pids`, "utf8")).split("\n");
        assert.equal(isRunning(Number(orphan)), false);
        await writeFile(`${dir}/sign`, "");
        while ((await client.task.get("killed", "t")).state !== "completed") await delay(100);
        assert.equal((await client.task.get("killed", "t")).executionInfo?.exitCode, 0);
        await second.release();
      } finally {
        await stop(dir);
      }
    });
  });
});

import assert from "node:assert/strict";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import type { BatchServiceClient } from "@azure/batch";
import { startLocalCloud } from "../../local/cloud.ts";
import { stop } from "../../local/lease.ts";
import { attachTo, cloudProcess } from "../helpers/attached.ts";
import { batchClient } from "../helpers/batch-client.ts";
import { isRunning } from "../helpers/is-running.ts";
import { assertSnapshot, normalise } from "../helpers/snapshot.ts";
import { withTemporaryFolder } from "../helpers/temporary-folder.ts";
import { untilLogged } from "../helpers/until-logged.ts";

const idleNodes = async (client: BatchServiceClient, poolId: string, count: number) => {
  for (;;) {
    const nodes = await client.computeNode.list(poolId);
    if (nodes.filter(({ state }) => state === "idle").length === count) return nodes;
    await delay(50);
  }
};

/** A command line that waits for a file, then creates `<file>.seen`. */
const waitFor = (file: string, first = "true"): string =>
  `/bin/bash -c '${first}; until [ -e ${file} ]; do sleep 0.1; done; touch ${file}.seen'`;

const portOf = (url: string): string => new URL(url).port;

describe("startLocalCloud", function () {
  this.timeout(60_000);

  it("starts the declared pool, whose nodes are idle after their start task", async () => {
    await withTemporaryFolder(async (dir) => {
      const cloud = await startLocalCloud({ dir });
      try {
        const client = batchClient(cloud.outputs);
        const { poolId, maxDedicatedNodes } = cloud.outputs;
        const pool = await client.pool.get(poolId);
        assert.equal(pool.vmSize, "standard_d2s_v5");
        assert.equal(pool.taskSlotsPerNode, 2);
        assert.equal(pool.virtualMachineConfiguration?.imageReference.offer, "ubuntu-hpc");
        for (const { id, startTaskInfo } of await idleNodes(client, poolId, maxDedicatedNodes)) {
          assert.equal(startTaskInfo?.exitCode, 0);
          const file = await client.file.getFromComputeNode(poolId, id!, "startup/stdout.txt");
          const said = await new Response(file.readableStreamBody as unknown as ReadableStream).text();
          assert.match(said, /^Node 24\.21\.0\b/);
        }
        assert.equal(cloud.hasUnfinishedTasks(), false);
        const { batchAccountEndpoint: batch } = cloud.outputs;
        assert.equal((await fetch(`${batch}/health`)).status, 200);
        // The stack owns the resources.
        assert.equal((await fetch(`${batch}/reset`, { method: "POST" })).status, 403);
      } finally {
        await cloud.close();
      }
    });
  });

  it("locks its folder, releases it after a failed start, and restarts with the same outputs", async () => {
    await withTemporaryFolder(async (dir) => {
      const first = await startLocalCloud({ dir });
      await assert.rejects(startLocalCloud({ dir }), { code: "AlreadyRunning" });
      await first.close();
      await assert.rejects(startLocalCloud({ dir, stackFile: `${dir}/none.yaml` }), {
        code: "SettingsFileNotFound",
        message: /none\.yaml/,
      });
      const second = await startLocalCloud({ dir });
      assert.deepEqual(second.outputs, first.outputs);
      await second.close();

      const blobPort = portOf(first.outputs.inputContainerUrl);
      const squatter = createServer();
      await once(squatter.listen(Number(blobPort), "127.0.0.1"), "listening");
      const lines: string[] = [];
      const third = await startLocalCloud({ dir, log: (line) => lines.push(line) });
      assert.notEqual(portOf(third.outputs.inputContainerUrl), blobPort);
      assert.equal(third.outputs.batchAccountEndpoint, first.outputs.batchAccountEndpoint);
      assert(lines.some((line) => new RegExp(`port ${blobPort}\\b.*\\bblob service\\b`).test(line)));
      squatter.close();
      await third.close();
    });
  });

  it("runs without leases while tasks are unfinished, and then ends", async () => {
    await withTemporaryFolder(async (dir) => {
      try {
        const { outputs, release } = await attachTo(dir);
        const client = batchClient(outputs);
        await client.job.add({ id: "long", poolInfo: { poolId: outputs.poolId } });
        await client.task.add("long", { id: "t", commandLine: waitFor(`${dir}/sign`) });
        await client.job.patch("long", { onAllTasksComplete: "terminatejob" });
        const pid = await cloudProcess(dir);
        await release();
        await untilLogged(dir, /in use, unfinished tasks$/m);
        assert(isRunning(pid));
        await writeFile(`${dir}/sign`, "");
        while (isRunning(pid)) await delay(100);
        assert(existsSync(`${dir}/sign.seen`));
      } finally {
        await stop(dir);
      }
    });
  });

  it("reports a kill to its users; the next start requeues the tasks and ends their processes", async () => {
    await withTemporaryFolder(async (dir) => {
      try {
        const first = await attachTo(dir);
        const client = batchClient(first.outputs);
        await client.job.add({ id: "killed", poolInfo: { poolId: first.outputs.poolId } });
        const commandLine = waitFor(`${dir}/sign`, `echo $$ >> ${dir}/pids`);
        await client.task.add("killed", { id: "t", commandLine });
        while (!existsSync(`${dir}/pids`)) await delay(50);
        process.kill(await cloudProcess(dir), "SIGKILL");
        const { exitCode, stderr } = await first.ended;
        assert.equal(exitCode, 3);
        await assertSnapshot("local/ended-while-in-use", normalise(stderr));
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

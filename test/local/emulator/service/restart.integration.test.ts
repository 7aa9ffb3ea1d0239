import assert from "node:assert/strict";
import { glob } from "node:fs/promises";
import { startBatchService } from "../../../../local/emulator/service.ts";
import { account, linux } from "../../../helpers/account.ts";
import { startService } from "../../../helpers/service-process.ts";
import { withTemporaryFolder } from "../../../helpers/temporary-folder.ts";
import { until } from "../../../helpers/until.ts";
import { allCompleted, clientOf, withBatchService } from "./with-batch-service.ts";

describe("a service that is killed", () => {
  it("keeps everything that it accepted, and runs running tasks again", () =>
    withTemporaryFolder(async (dir) => {
      const service = startService(dir);
      const first = await service.ready;
      const client = clientOf(first, first.key);
      await client.pool.add({ id: "pool", ...linux, targetDedicatedNodes: 1, taskSlotsPerNode: 2 });
      await client.job.add({ id: "job", poolInfo: { poolId: "pool" } });
      await client.task.add("job", { id: "done", commandLine: "/bin/true" });
      await allCompleted(client);
      const interrupted = `/bin/bash -c 'test -e "$AZ_BATCH_NODE_SHARED_DIR/second" || { touch "$AZ_BATCH_NODE_SHARED_DIR/second"; sleep 300; }'`;
      await client.task.add("job", { id: "interrupted", commandLine: interrupted });
      await until(async () => {
        for await (const marker of glob("nodes/**/shared/second", { cwd: dir })) return marker;
        return undefined;
      });
      await client.task.addCollection(
        "job",
        Array.from({ length: 50 }, (_, i) => ({ id: `more-${i}`, commandLine: "/bin/true" })),
      );
      await service.kill();

      await withBatchService(
        async ({ client, key }) => {
          assert.equal(key, first.key, "the account's key is kept");
          await allCompleted(client);
          const { taskCounts } = await client.job.getTaskCounts("job");
          assert.deepEqual([taskCounts.succeeded, taskCounts.failed], [52, 0]);
          const { executionInfo } = await client.task.get("job", "interrupted");
          assert.deepEqual(
            [executionInfo?.retryCount, executionInfo?.requeueCount],
            [0, 0],
            "it costs no retry",
          );
        },
        { dir },
      );
    })).timeout(60_000);
});

describe("a service", () => {
  it("refuses a directory that another service uses", () =>
    withBatchService(async ({ dir, client }) => {
      await assert.rejects(startBatchService({ dir }), { code: "DirectoryInUse" });
      assert.equal((await client.pool.list()).length, 0, "the first service continues");
    }));

  it("rejects with EADDRINUSE if its port is taken", () =>
    withBatchService(async ({ service }) => {
      const port = Number(new URL(service.endpoint).port);
      await withTemporaryFolder((dir) =>
        assert.rejects(startBatchService({ dir, port }), { code: "EADDRINUSE" }),
      );
    }));

  it("keeps accounts apart", () =>
    withBatchService(async ({ service }) => {
      const { key } = service.putAccount("second");
      service.putPool(account, { id: "pool", ...linux, targetDedicatedNodes: 0 });
      assert.equal(service.getPool("second", "pool"), undefined);
      service.putPool("second", { id: "pool", ...linux, targetDedicatedNodes: 1 });
      const client = clientOf(service, key, "second");
      await until(async () => (await client.computeNode.list("pool"))[0]?.state === "idle");
      service.putPool("second", { id: "pool", ...linux, targetDedicatedNodes: 2 });
      await until(async () => (await client.computeNode.list("pool")).length === 2);
      await service.deletePool("second", "pool");
      assert.equal(service.getPool("second", "pool"), undefined);
      await service.deleteAccount("second");
      await assert.rejects(client.pool.list(), { statusCode: 403 });
    }));
});

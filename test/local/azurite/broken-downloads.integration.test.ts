import assert from "node:assert/strict";
import { linux } from "../../helpers/account.ts";
import { until } from "../../helpers/until.ts";
import { breakOff, withStorage } from "../emulator/cluster/with-storage.ts";
import { virtualTime } from "../emulator/service/virtual-time.ts";
import { withBatchService } from "../emulator/service/with-batch-service.ts";

describe("an interrupted download of a resource file", () => {
  it("fails its task, and the service continues", () =>
    withStorage([breakOff], async (httpUrl) => {
      const time = virtualTime();
      await withBatchService(async ({ client }) => {
        const tasks = Array.from({ length: 20 }, (_, at) => ({
          id: `${at}`,
          commandLine: "/bin/true",
          resourceFiles: [{ httpUrl, filePath: "folder/file" }],
        }));
        await client.pool.add({ id: "pool", ...linux, targetDedicatedNodes: 1, taskSlotsPerNode: 4 });
        await client.job.add({ id: "job", poolInfo: { poolId: "pool" } });
        await client.task.addCollection("job", tasks);
        const ended = await until(async () => {
          // Past every retry delay.
          time.advance(2000);
          const listed = await client.task.list("job");
          return listed.every(({ state }) => state === "completed") && listed;
        });
        assert.equal(ended.length, 20);
        for (const { executionInfo } of ended) {
          const { category, code } = executionInfo?.failureInfo ?? {};
          assert.deepEqual([category, code], ["ServerError", "BlobDownloadMiscError"]);
        }
      }, time);
    }));
});

import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { runTasks, withBatchService } from "../batch/with-batch-service.ts";

describe("a download of a resource file that breaks off", () => {
  it("fails its task, and the service goes on", () =>
    withBatchService(async ({ client }) => {
      const server = createServer((_request, response) => {
        response.writeHead(200, { "content-length": 100 });
        response.write("beginning", () => response.destroy());
      });
      await once(server.listen(0, "127.0.0.1"), "listening");
      const httpUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/blob`;
      const tasks = Array.from({ length: 20 }, (_, at) => ({
        id: `${at}`,
        commandLine: "/bin/true",
        resourceFiles: [{ httpUrl, filePath: "folder/file" }],
      }));
      await runTasks(client, tasks, { slots: 4 });
      const failures = await Promise.all(
        tasks.map(async ({ id }) => (await client.task.get("job", id)).executionInfo?.failureInfo),
      );
      assert.deepEqual(
        [...new Set(failures.map((failure) => `${failure?.category} ${failure?.code}`))],
        ["ServerError BlobDownloadMiscError"],
      );
      server.close();
    }));
});

import assert from "node:assert/strict";
import { linux } from "../../../helpers/account.ts";
import { until } from "../../../helpers/until.ts";
import { virtualTime } from "../service/virtual-time.ts";
import { type Lab, taskFile, withBatchService } from "../service/with-batch-service.ts";
import { breakOff, status, withStorage } from "./with-storage.ts";

/** Runs one task without real waiting and returns its failure's code. */
const codeOf = async (
  task: Parameters<Lab["client"]["task"]["add"]>[1],
  after?: (lab: Lab) => Promise<void>,
) => {
  const time = virtualTime();
  return withBatchService(async (lab) => {
    const { client } = lab;
    await client.pool.add({ id: "pool", ...linux, targetDedicatedNodes: 1 });
    await client.job.add({ id: "job", poolInfo: { poolId: "pool" } });
    await client.task.add("job", task);
    await until(async () => {
      time.advance(500);
      return (await client.task.get("job", task.id)).state === "completed";
    });
    await after?.(lab);
    return (await client.task.get("job", task.id)).executionInfo?.failureInfo?.code;
  }, time);
};

const reading = (httpUrl: string) => ({
  id: "task",
  commandLine: "/bin/cat a.txt",
  resourceFiles: [{ httpUrl, filePath: "a.txt" }],
});

const listing = (storageContainerUrl: string) => ({
  id: "task",
  commandLine: "/bin/true",
  resourceFiles: [{ storageContainerUrl }],
});

const emptyList = `<?xml version="1.0"?><EnumerationResults><Blobs/><NextMarker/></EnumerationResults>`;

const writing = (containerUrl: string) => ({
  id: "task",
  commandLine: "/bin/true",
  outputFiles: [
    {
      filePattern: "../stdout.txt",
      destination: { container: { containerUrl, path: "out" } },
      uploadOptions: { uploadCondition: "taskcompletion" as const },
    },
  ],
});

describe("a node's transfers", () => {
  it("retry a refused or broken download until it is complete", () =>
    withStorage(
      [status(503), breakOff, status(429), (answer) => answer.end("good")],
      async (url, requests) => {
        const text = async ({ client }: Lab) =>
          assert.equal(await taskFile(client, { taskId: "task", path: "stdout.txt" }), "good");
        assert.equal(await codeOf(reading(url), text), undefined);
        assert.equal(requests(), 4);
      },
    ));

  it("retry a refused or broken list of blobs", () =>
    withStorage(
      [
        status(503),
        (answer) => answer.destroy(),
        (answer) => answer.writeHead(200, { "Content-Type": "application/xml" }).end(emptyList),
      ],
      async (url, requests) => {
        assert.equal(await codeOf(listing(url)), undefined);
        assert.equal(requests(), 3);
      },
    ));

  it("retry a refused or broken upload", () =>
    withStorage(
      [status(500), (answer) => answer.destroy(), status(429), status(201)],
      async (url, requests) => {
        assert.equal(await codeOf(writing(url)), undefined);
        assert.equal(requests(), 4);
      },
    ));

  it("fail after four attempts", () =>
    withStorage([status(503)], async (url, requests) => {
      assert.equal(await codeOf(reading(url)), "BlobDownloadMiscError");
      assert.equal(await codeOf(writing(url)), "FileUploadMiscError");
      assert.equal(await codeOf(listing(url)), "ResourceContainerListMiscError");
      assert.equal(requests(), 12);
      assert.equal(await codeOf(listing("http://127.0.0.1:9/container")), "ResourceContainerListMiscError");
      assert.equal(await codeOf(reading("http://127.0.0.1:9/a.txt")), "BlobDownloadMiscError");
    }));

  it("fail at once with a permanent error", () =>
    withStorage([status(404), status(403)], async (url, requests) => {
      assert.equal(await codeOf(reading(url)), "BlobNotFound");
      assert.equal(await codeOf(writing(url)), "FileUploadAccessDenied");
      assert.equal(requests(), 2);
    }));
});

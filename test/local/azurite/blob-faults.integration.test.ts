import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import { RestError } from "@azure/storage-blob";
import { content, describeWithAzurite, sasUrl } from "./with-azurite.ts";

describeWithAzurite("faults of blob requests", ({ direct, through }) => {
  const isThere = (blob: string) => direct().getBlockBlobClient(blob).exists();

  it("respond with Azure Storage's ServerBusy", () =>
    through(["blob-busy@GET"], async (container) => {
      const failure = await container
        .getBlockBlobClient("there")
        .download()
        .catch((error: unknown) => error);
      assert(failure instanceof RestError);
      assert.deepEqual([failure.statusCode, failure.code], [503, "ServerBusy"]);
      assert.match(failure.message, /^The server is currently unable to receive requests/);
    }));

  it("respond with InternalError, to a HEAD without a body", () =>
    through(["blob-error"], async (container) => {
      const failure = await container.getProperties().catch((error: unknown) => error);
      assert(failure instanceof RestError);
      assert.equal(failure.statusCode, 500);
      const head = await container
        .getBlockBlobClient("there")
        .getProperties()
        .catch((error: unknown) => error);
      assert(head instanceof RestError);
      assert.equal(head.response?.headers.get("x-ms-error-code"), "InternalError");
    }));

  it("delay the response", () =>
    through(["blob-latency:300ms"], async (container) => {
      const begin = performance.now();
      await container.getProperties();
      assert(performance.now() - begin >= 299);
    }));

  it("break the connection before the request is carried out", () =>
    through(["blob-drop-before"], async (container) => {
      const blob = container.getBlockBlobClient("dropped-before");
      await assert.rejects(blob.uploadData(content), { code: "ECONNRESET" });
      assert.equal(await isThere("dropped-before"), false);
    }));

  it("break the connection after the request is carried out", () =>
    through(["blob-drop-after"], async (container) => {
      const blob = container.getBlockBlobClient("dropped-after");
      await assert.rejects(blob.uploadData(content), { code: "ECONNRESET" });
      assert((await direct().getBlockBlobClient("dropped-after").downloadToBuffer()).equals(content));
    }));

  it("break an upload halfway without storing anything", () =>
    through(["blob-drop-mid"], async (container) => {
      await assert.rejects(container.getBlockBlobClient("cut").uploadData(content), { code: "ECONNRESET" });
      await delay(100);
      assert.equal(await isThere("cut"), false);
    }));

  it("break a download halfway", () =>
    through(["blob-drop-mid"], async (container) => {
      const answer = await fetch(await sasUrl(container, "there", "r"));
      assert.equal(answer.status, 200);
      assert.equal(answer.headers.get("content-length"), `${content.length}`);
      let received = 0;
      await assert.rejects(async () => {
        for await (const chunk of answer.body ?? []) received += chunk.length;
      }, /terminated/);
      assert.equal(received, content.length / 2);
    }));

  it("break a list and a HEAD, too", () =>
    through(["blob-drop-mid"], async (container) => {
      await assert.rejects(container.listBlobsFlat().next());
      await assert.rejects(container.getBlockBlobClient("there").getProperties(), { code: "ECONNRESET" });
    }));

  it("don't fail a client that retries", () =>
    through(
      ["blob-busy:every=2", "blob-drop-before:every=3", "blob-drop-after:every=5", "blob-drop-mid:every=7"],
      async (container, faults) => {
        for (let at = 0; at < 10; at++) {
          const blob = container.getBlockBlobClient(`retried/${at}`);
          await blob.uploadData(content.subarray(at));
          assert((await blob.downloadToBuffer()).equals(content.subarray(at)));
        }
        assert(faults.record().every(({ hits }) => hits > 0));
      },
      10,
    ));
});

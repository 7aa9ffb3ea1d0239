import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { ContainerClient, ContainerSASPermissions } from "@azure/storage-blob";
import { startBlobProxy } from "../../../../local/azurite/blob-proxy.ts";
import { startBlobService } from "../../../../local/azurite/blob-service.ts";
import { createFaults } from "../../../../local/emulator/faults/faults.ts";
import { withTemporaryFolder } from "../../../helpers/temporary-folder.ts";
import {
  accounts,
  containerAt,
  content,
  describeWithAzurite,
  inAnHour,
  sasUrl,
} from "../../azurite/with-azurite.ts";

describeWithAzurite("the proxy in front of Azurite", ({ direct, through }) => {
  it("passes requests signed with a shared key", () =>
    through([], async (container) => {
      const blob = container.getBlockBlobClient("sub folder/name with %, ä and +.bin");
      await blob.uploadData(content, { blockSize: 1_000_000, maxSingleShotSize: 1_000_000, concurrency: 4 });
      assert((await blob.downloadToBuffer()).equals(content));
      const found = await Array.fromAsync(container.listBlobsFlat({ prefix: "sub folder/" }));
      assert.deepEqual(
        found.map(({ name }) => name),
        ["sub folder/name with %, ä and +.bin"],
      );
      assert.equal((await blob.getProperties()).contentLength, content.length);
      await blob.delete();
      assert.equal(await blob.exists(), false);
    }));

  it("passes requests with the SAS of a blob or a container", () =>
    through([], async (container) => {
      const url = await sasUrl(container, "there", "r");
      const answer = await fetch(url, { headers: { range: "bytes=10-19" } });
      assert.equal(answer.status, 206);
      assert(Buffer.from(await answer.arrayBuffer()).equals(content.subarray(10, 20)));
      const permissions = ContainerSASPermissions.parse("w");
      const writeOnly = await container.generateSasUrl({ permissions, expiresOn: inAnHour() });
      const written = new ContainerClient(writeOnly).getBlockBlobClient("written");
      await written.upload("by SAS", 6);
      assert.equal((await direct().getBlockBlobClient("written").downloadToBuffer()).toString(), "by SAS");
      await assert.rejects(written.downloadToBuffer(), { statusCode: 403 });
    }));

  it("passes parallel requests", () =>
    through([], async (container) => {
      const numbers = Array.from({ length: 100 }, (_, at) => `${at}`);
      const blob = (number: string) => container.getBlockBlobClient(`many/${number}`);
      await Promise.all(numbers.map((number) => blob(number).upload(number, number.length)));
      const read = await Promise.all(
        numbers.map(async (number) => `${await blob(number).downloadToBuffer()}`),
      );
      assert.deepEqual(read, numbers);
    }));

  it("does not hold a body in memory", () =>
    through([], async (container) => {
      const size = 128 * 1024 * 1024;
      const url = await sasUrl(container, "large", "cw");
      const before = process.memoryUsage().rss;
      let peak = before;
      const watch = setInterval(() => {
        peak = Math.max(peak, process.memoryUsage().rss);
      }, 20);
      const upload = request(url, {
        method: "PUT",
        headers: { "x-ms-blob-type": "BlockBlob", "content-length": size },
      });
      const status = new Promise((resolve, reject) => {
        upload.once("response", (answer) => text(answer).then(() => resolve(answer.statusCode), reject));
        upload.once("error", reject);
      });
      const chunk = Buffer.alloc(1024 * 1024);
      await pipeline(function* () {
        for (let sent = 0; sent < size; sent += chunk.length) yield chunk;
      }, upload);
      assert.equal(await status, 201);
      clearInterval(watch);
      const megabytes = Math.round((peak - before) / 1e6);
      assert(megabytes < 64, `${megabytes} MB more`);
    })).timeout(60_000);

  it("breaks connections when the blob service ends", async () => {
    const proxy = await startBlobProxy({ target: "http://127.0.0.1:9", faults: createFaults() });
    await assert.rejects(containerAt(proxy.endpoint).getProperties(), { code: "ECONNRESET" });
    await proxy.close();
  });

  it("discards a response after the client has gone", async () => {
    const released = Promise.withResolvers<void>();
    const received = Promise.withResolvers<void>();
    const left = Promise.withResolvers<void>();
    const slow = createServer(async (_request, response) => {
      response.once("close", released.resolve);
      received.resolve();
      await left.promise;
      response.writeHead(200, { "content-length": 1_000_000 }).write("beginning");
    });
    await once(slow.listen(0, "127.0.0.1"), "listening");
    const target = `http://127.0.0.1:${(slow.address() as AddressInfo).port}`;
    const proxy = await startBlobProxy({ target, faults: createFaults() });
    const client = new AbortController();
    const answer = fetch(proxy.endpoint, { signal: client.signal });
    await received.promise;
    client.abort();
    await assert.rejects(answer, { name: "AbortError" });
    left.resolve();
    await released.promise;
    await proxy.close();
    slow.close();
  });

  it("replaces Azurite's endpoint", () =>
    withTemporaryFolder(async (dir) => {
      const faults = createFaults([{ fault: "blob-busy", count: 1 }]);
      const faulty = await startBlobService({ dir, accounts: new Map(), faults });
      await faulty.setAccounts(accounts);
      const container = containerAt(faulty.endpoint);
      await assert.rejects(container.create(), { statusCode: 503 });
      await container.create();
      const port = Number(new URL(faulty.endpoint).port);
      const taken = startBlobService({ dir: `${dir}/other`, accounts, faults, port });
      await assert.rejects(taken, { code: "EADDRINUSE" });
      await faulty.close();
      await assert.rejects(container.getProperties(), { code: "ECONNREFUSED" });
    }));
});

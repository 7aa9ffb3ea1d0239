import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { hash, randomUUID } from "node:crypto";
import { closeSync, constants, openSync } from "node:fs";
import { open, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { type Clients, connectClients } from "../../../runner/azure/clients.ts";
import { systemClock } from "../../../runner/clock.ts";
import { manifestLines } from "../../../runner/manifest/manifest.ts";
import { readHeader, readManifest } from "../../../runner/results/run-record.ts";
import { downloadBlob } from "../../../runner/storage/download.ts";
import { hashInputs } from "../../../runner/storage/hash-files.ts";
import { packLines } from "../../../runner/storage/packed-lines.ts";
import { uploadInputs } from "../../../runner/storage/upload.ts";
import { withTemporaryFolder } from "../../helpers/temporary-folder.ts";
import { until } from "../../helpers/until.ts";
import { fakeClock, manifestOf, quietPolicy } from "../fakes.ts";
import { containersAt, keysOutputs } from "../outputs.ts";

const signal = new AbortController().signal;

/** Calls `use` with clients of a storage account that responds with this listener. */
const withStorage = async (listener: RequestListener, use: (clients: Clients) => Promise<void>) => {
  const server = createServer(listener).listen(0, "127.0.0.1");
  await new Promise((done) => server.once("listening", done));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/store`;
  try {
    await use(connectClients(keysOutputs(containersAt(url)), quietPolicy(fakeClock())));
  } finally {
    server.closeAllConnections();
    server.close();
  }
};

/** A blob whose responses contain at most 333,333 bytes and are interrupted once the folder's file has these. */
const breakingBlob = (versions: readonly Buffer[], folder: string, starts: number[]): RequestListener => {
  const left = [...versions];
  return (request, response) => {
    const content = (left.length > 1 ? left.shift() : left[0]) ?? Buffer.alloc(0);
    const etag = `"${content[0]}"`;
    const start = Number(/bytes=(\d+)-/.exec(String(request.headers["x-ms-range"] ?? ""))?.[1] ?? 0);
    starts.push(start);
    if (start > 0 && request.headers["if-match"] !== etag) {
      response.writeHead(412, { "x-ms-error-code": "ConditionNotMet" }).end();
      return;
    }
    const headers = { etag, "content-length": content.length - start };
    const end = start + 333_333;
    response.writeHead(start > 0 ? 206 : 200, headers);
    response.write(content.subarray(start, end));
    if (end >= content.length) response.end();
    else until(() => isWritten(folder, end)).then(() => response.destroy(), assert.fail);
  };
};

const isWritten = async (folder: string, size: number): Promise<boolean> => {
  const [part = ""] = await readdir(folder);
  return (await stat(join(folder, part))).size === size;
};

describe("an interrupted response from storage", () => {
  it("is retried when checking whether an input exists", () => {
    const headers = {
      "content-length": "1",
      "content-range": "bytes 0-0/100000",
      etag: '"x"',
      "x-ms-meta-sha256": hash("sha256", Buffer.alloc(100_000)),
    };
    let count = 0;
    const breaksOnce: RequestListener = (_request, response) => {
      response.writeHead(206, headers).flushHeaders();
      if (count++ > 0) response.end("x");
      else setImmediate(() => response.destroy());
    };
    return withTemporaryFolder((folder) =>
      withStorage(breaksOnce, async ({ input: container }) => {
        const path = join(folder, "large.bin");
        await writeFile(path, Buffer.alloc(100_000));
        const files = await hashInputs([{ path, name: "large.bin", size: 100_000 }], signal);
        const uploaded = await uploadInputs(
          { container, signal, clock: systemClock, onProgress: () => {} },
          files,
        );
        assert.deepEqual(uploaded, { sent: 0, bytes: 0, present: 1 });
      }),
    );
  });

  const download = async (versions: readonly Buffer[]) => {
    const starts: number[] = [];
    await withTemporaryFolder((folder) =>
      withStorage(breakingBlob(versions, folder, starts), async ({ output: container }) => {
        const path = join(folder, "large.bin");
        const file = await downloadBlob({ container, blobName: "large.bin", path });
        assert.equal(file?.size, versions.at(-1)?.length);
        assert((await readFile(path)).equals(versions.at(-1) ?? Buffer.alloc(0)));
        assert.deepEqual(await readdir(folder), ["large.bin"]);
      }),
    );
    return starts;
  };

  it("is resumed after the last byte received", async () => {
    const content = Buffer.from(Array.from({ length: 1_000_000 }, (_, i) => i % 251));
    assert.deepEqual(await download([content]), [0, 333_333, 666_666, 999_999]);
  });

  it("doesn't end the process if the file is slow to open", () =>
    withTemporaryFolder(async (folder) => {
      const pipe = join(folder, "pipe");
      execFileSync("mkfifo", [pipe]);
      const content = Buffer.alloc(500_000, "a");
      let count = 0;
      const breaksOnce: RequestListener = (request, response) => {
        const start = Number(/bytes=(\d+)-/.exec(String(request.headers["x-ms-range"] ?? ""))?.[1] ?? 0);
        response.writeHead(start > 0 ? 206 : 200, { etag: '"x"', "content-length": content.length - start });
        if (count++ > 0) return void response.end(content.subarray(start));
        // Node opens files in four threads. Until a writer opens the pipe, all four are busy and no file is opened.
        const waiting = Array.from({ length: 4 }, () => open(pipe, "r").then((file) => file.close()));
        response.write(content.subarray(0, 100_000), () => response.destroy());
        response.once("close", async () => {
          // The client detects the broken connection within a few turns of the event loop.
          for (let turn = 0; turn < 500; turn++) await new Promise((done) => setImmediate(done));
          const writer = openSync(pipe, constants.O_RDWR | constants.O_NONBLOCK);
          await Promise.all(waiting);
          closeSync(writer);
        });
      };
      await withStorage(breaksOnce, async ({ output: container }) => {
        const path = join(folder, "out", "a");
        const file = await downloadBlob({ container, blobName: "a", path });
        assert.equal(file?.size, content.length);
        assert((await readFile(path)).equals(content));
      });
      assert.equal(count, 2);
    }));

  it("is read again from the start if the blob was overwritten", async () => {
    const [before, after] = [Buffer.alloc(500_000, "a"), Buffer.alloc(400_000, "b")];
    assert.deepEqual((await download([before, after])).slice(0, 3), [0, 333_333, 0]);
  });

  it("is retried when reading a record; a header needs only the first part", async () => {
    const manifest = manifestOf(9000);
    const tasks = manifest.tasks.map((task) => ({ ...task, args: [randomUUID()] }));
    const packed = await packLines(manifestLines({ ...manifest, tasks }));
    const asked: unknown[] = [];
    const breaksOnce: RequestListener = ({ headers }, response) => {
      const [, end = packed.length] = /bytes=0-(\d+)/.exec(String(headers["x-ms-range"] ?? "")) ?? [];
      const length = Math.min(Number(end) + 1, packed.length);
      response.writeHead(200, { etag: '"x"', "content-length": length });
      if (asked.push(end) > 1) response.end(packed.subarray(0, length));
      else response.write(packed.subarray(0, 50_000), () => response.destroy());
    };
    await withStorage(breaksOnce, async ({ application }) => {
      const run = { application, jobId: "job-1" };
      assert.deepEqual([...(await readManifest(run)).tasks], tasks);
      assert.equal((await readHeader(run))?.taskCount, 9000);
    });
    assert.deepEqual(asked, [packed.length, packed.length, "131071"]);
    assert(packed.length > 200_000);
  });
});

describe("an upload that another upload overtakes", () => {
  for (const [status, code] of [
    [409, "BlobAlreadyExists"],
    [412, "ConditionNotMet"],
  ] as const) {
    it(`counts as present if storage answers ${status}`, () => {
      const isThere: RequestListener = (request, response) => {
        const isWrite = request.url?.includes("comp=blocklist") && request.method === "PUT";
        if (isWrite) response.writeHead(status, { "x-ms-error-code": code }).end();
        else if (request.method === "PUT") request.resume().once("end", () => response.writeHead(201).end());
        else response.writeHead(404, { "x-ms-error-code": "BlobNotFound" }).end();
      };
      return withTemporaryFolder((folder) =>
        withStorage(isThere, async ({ input: container }) => {
          const path = join(folder, "large.bin");
          await writeFile(path, Buffer.alloc(100_000));
          const files = await hashInputs([{ path, name: "large.bin", size: 100_000 }], signal);
          const upload = { container, signal, clock: systemClock, onProgress: () => {} };
          assert.deepEqual(await uploadInputs(upload, files), { sent: 0, bytes: 0, present: 1 });
        }),
      );
    });
  }
});

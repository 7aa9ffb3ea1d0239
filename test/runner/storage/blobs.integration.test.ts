import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ContainerClient } from "@azure/storage-blob";
import { type BlobContainer, blobContainer } from "../../../runner/azure/blob-container.ts";
import { retrying } from "../../../runner/azure/retry.ts";
import { systemClock } from "../../../runner/clock.ts";
import { neverRan } from "../../../runner/results/outcome.ts";
import { runReport } from "../../../runner/results/report.ts";
import {
  readHeader,
  readManifest,
  readOutcomes,
  readReport,
  writeManifest,
  writeReport,
} from "../../../runner/results/run-record.ts";
import { downloadBlob } from "../../../runner/storage/download.ts";
import { hashInputs } from "../../../runner/storage/hash-files.ts";
import { listRuns } from "../../../runner/storage/list-runs.ts";
import { transferMeter } from "../../../runner/storage/transfer.ts";
import { uploadInputs } from "../../../runner/storage/upload.ts";
import { uploadBlocks } from "../../../runner/storage/upload-blocks.ts";
import { isEnvironmentError, isUsageError } from "../../helpers/is-runner-error.ts";
import { fakeClock, manifestOf, quietPolicy } from "../fakes.ts";
import { azuriteContainer } from "./azurite-container.ts";

const signal = new AbortController().signal;
const call = retrying("Storage", quietPolicy(fakeClock()));

describe("blobs", () => {
  const scene = azuriteContainer();
  let folder: string;
  /** Azure's client of the container. */
  let client: ContainerClient;
  let container: BlobContainer;

  before(() => {
    ({ folder, container: client } = scene);
    container = blobContainer(client, call);
  });

  const files = async (contents: Record<string, string | Buffer>) => {
    for (const [name, content] of Object.entries(contents)) await writeFile(join(folder, name), content);
    const found = Object.entries(contents).map(([name, { length }]) => ({
      path: join(folder, name),
      name,
      size: length,
    }));
    return hashInputs(found, signal);
  };

  const names = async (): Promise<string[]> => {
    const found: string[] = [];
    for await (const { name } of client.listBlobsFlat()) found.push(name);
    return found;
  };

  it("reads a byte of each stored input, so that a lifecycle rule by last access keeps it", async () => {
    const inputs = await files({ "s.txt": "small", "e.txt": "", "l.bin": Buffer.alloc(100_000, "larger") });
    const upload = { container, signal, clock: systemClock, onProgress: () => {} };
    await uploadInputs(upload, inputs);
    const read: [name: string, bytes: number | undefined][] = [];
    const getBlobClient = (name: string) => {
      const blob = client.getBlobClient(name);
      const download = blob.download.bind(blob);
      blob.download = async (...args) => {
        const answer = await download(...args);
        read.push([name, answer.contentLength]);
        return answer;
      };
      return blob;
    };
    const watched: ContainerClient = Object.create(client, { getBlobClient: { value: getBlobClient } });
    const again = { ...upload, container: blobContainer(watched, call) };
    assert.equal((await uploadInputs(again, inputs)).present, 3);
    assert.deepEqual(
      read.sort(),
      inputs.map(({ sha256, size }) => [sha256, Math.min(size, 1)] as const).sort(),
    );
  });

  it("resumes an interrupted upload of a large file with the missing blocks", async () => {
    const content = Buffer.concat([1, 2, 3].map((n) => Buffer.alloc(8 * 1024 * 1024, n)));
    const [file] = await files({ "big.bin": content });
    assert(file !== undefined);
    const sent = async (fail: (before: number) => boolean): Promise<number> => {
      const sent: Promise<unknown>[] = [];
      const stageBlock: BlobContainer["stageBlock"] = async (...args) => {
        if (fail(sent.length)) {
          await Promise.all(sent);
          throw new Error("the network is gone");
        }
        const staged = container.stageBlock(...args);
        sent.push(staged);
        return staged;
      };
      const watched = { ...container, stageBlock };
      const changed = () => new Error("changed");
      const meter = transferMeter({ clock: systemClock, onProgress: () => {} });
      const upload = {
        container: watched,
        blobName: file.sha256,
        file,
        conditions: {},
        signal,
        meter,
        changed,
      };
      await uploadBlocks(upload).catch((error: Error) => assert.equal(error.message, "the network is gone"));
      return sent.length;
    };
    assert.equal(await sent((before) => before === 2), 2);
    assert.equal(await sent(() => false), 1);
    assert.deepEqual(await client.getBlobClient(file.sha256).downloadToBuffer(), content);
  });

  it("uploads each content once, and nothing the second time", async () => {
    const large = Buffer.alloc(9_000_000, "large");
    const inputs = await files({ "a.txt": "same", "b.txt": "same", "c.bin": large });
    assert.deepEqual(
      await uploadInputs({ container, signal, clock: systemClock, onProgress: () => {} }, inputs),
      {
        sent: 2,
        bytes: 9_000_004,
        present: 0,
      },
    );
    assert.deepEqual(
      await uploadInputs({ container, signal, clock: systemClock, onProgress: () => {} }, inputs),
      {
        sent: 0,
        bytes: 0,
        present: 2,
      },
    );
    const sha256 = createHash("sha256").update(large).digest("hex");
    assert((await names()).includes(sha256));
  });

  for (const [name, size] of [
    ["small", 10],
    ["large", 200_000],
  ] as const) {
    it(`refuses a ${name} file that changed after it was hashed`, async () => {
      const inputs = await files({ "changing.txt": Buffer.alloc(size, "a") });
      await writeFile(join(folder, "changing.txt"), Buffer.alloc(size, "b"));
      await assert.rejects(
        uploadInputs({ container, signal, clock: systemClock, onProgress: () => {} }, inputs),
        isUsageError("InputChanged", "changing.txt"),
      );
      assert(!(await names()).includes(inputs[0]!.sha256));
    });
  }

  it("downloads a blob to a file in a new folder and returns its size and MD5", async () => {
    await client.getBlockBlobClient("job/task/a b [1].txt").upload("result", 6);
    const path = join(folder, "out", "deep", "a.txt");
    const md5 = createHash("md5").update("result").digest("hex");
    const file = await downloadBlob({ container, blobName: "job/task/a b [1].txt", path });
    const { etag } = await client.getBlobClient("job/task/a b [1].txt").getProperties();
    assert.deepEqual(file, { size: 6, md5, etag: etag?.replaceAll('"', "") });
    assert.equal(await readFile(path, "utf8"), "result");
  });

  it("downloads an empty blob", async () => {
    await client.getBlockBlobClient("empty").upload("", 0);
    const file = await downloadBlob({
      container,
      blobName: "empty",
      path: join(folder, "empty.txt"),
    });
    assert.equal(file?.size, 0);
  });

  it("returns undefined for a blob that doesn't exist, and leaves no file", async () => {
    const path = join(folder, "none", "a.txt");
    assert.equal(await downloadBlob({ container, blobName: "none", path }), undefined);
    assert.deepEqual(await readdir(join(folder, "none")), []);
  });

  it("keeps the earlier file if the blob is damaged", async () => {
    const blobContentMD5 = createHash("md5").update("other").digest();
    await client.getBlockBlobClient("damaged").upload("result", 6);
    await client.getBlobClient("damaged").setHTTPHeaders({ blobContentMD5 });
    const target = join(folder, "damaged");
    const path = join(target, "a.txt");
    await downloadBlob({ container, blobName: "empty", path });
    const file = await downloadBlob({ container, blobName: "damaged", path });
    assert.equal(file?.isDamaged, true);
    assert.deepEqual(await readdir(target), ["a.txt"]);
    assert.equal(await readFile(path, "utf8"), "");
  });

  it("reads back the manifest of a run", async () => {
    const run = { application: container, jobId: "job-1" };
    const manifest = manifestOf(3000);
    await writeManifest(run, manifest);
    const { tasks, ...header } = manifest;
    const { tasks: found, ...rest } = await readManifest(run);
    assert.deepEqual([[...found], rest], [tasks, header]);
    assert.deepEqual(await readHeader(run), { ...header, taskCount: 3000 });
    assert.equal(await readReport(run), undefined);
  });

  it("reads back the report of a run and the outcomes of its tasks", async () => {
    const run = { application: container, jobId: "job-1" };
    const manifest = manifestOf(2);
    const counts = { succeeded: 1, failed: 1, cached: 0 };
    const report = runReport({ manifest, counts, elapsedMs: 5, finishedAt: new Date(0) });
    const outcomes = manifest.tasks.map((task) => neverRan(task, "no reason"));
    await writeReport(run, report, outcomes);
    assert.deepEqual(await readReport(run), report);
    assert.deepEqual(await Array.fromAsync(readOutcomes(run)), JSON.parse(JSON.stringify(outcomes)));
  });

  it("lists runs, with the time when each one finished", async () => {
    const manifest = manifestOf(1);
    await writeManifest({ application: container, jobId: "job-0" }, manifest);
    const runs = await Array.fromAsync(listRuns(container));
    assert.deepEqual(
      runs.map(({ jobId, finishedAt }) => [jobId, finishedAt !== undefined]),
      [
        ["job-0", false],
        ["job-1", true],
      ],
    );
  });

  it("rejects a record with an output outside the task's folder, or truncated", async () => {
    const run = { application: container, jobId: "job-3" };
    const manifest = manifestOf(1);
    const tasks = manifest.tasks.map((task) => ({ ...task, outputs: ["../../.bashrc"] }));
    await writeManifest(run, { ...manifest, tasks });
    await assert.rejects(readManifest(run), isEnvironmentError("RunRecordInvalid", "job-3", "outputs.0"));
    await client.getBlockBlobClient("runs/job-3/manifest.ndjson.gz").upload("{}", 2);
    await assert.rejects(readManifest(run), isEnvironmentError("RunRecordInvalid", "job-3"));
  });

  it("throws RunNotFound for a run that doesn't exist", async () => {
    const run = { application: container, jobId: "job-2" };
    await assert.rejects(readManifest(run), isUsageError("RunNotFound", "job-2", container.url));
    const other = isUsageError("RunNotFound", "job-2", "/clone/.local", "BATCH_LOCAL_DIR");
    await assert.rejects(readManifest({ ...run, localFolder: "/clone/.local" }), other);
  });
});

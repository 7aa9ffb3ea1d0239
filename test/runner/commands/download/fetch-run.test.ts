import assert from "node:assert/strict";
import { readdir, readFile, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { systemClock } from "../../../../runner/clock.ts";
import { fetchRun } from "../../../../runner/commands/download/fetch-run.ts";
import type { ManifestTask } from "../../../../runner/manifest/manifest.ts";
import { withTemporaryFolder } from "../../../helpers/temporary-folder.ts";
import { memoryContainer } from "../../memory-container.ts";
import { storedRun } from "../../results/stored-run.ts";

const blobName = "job-1/t-0/t-0.txt";

interface Scene {
  readonly output: ReturnType<typeof memoryContainer>;
  readonly folder: string;
  /** Downloads the run's only task. */
  readonly fetch: (options?: {
    failed?: boolean;
    task?: Partial<ManifestTask>;
  }) => ReturnType<typeof fetchRun>;
}

const withRun = (use: (scene: Scene) => Promise<void>): Promise<void> =>
  withTemporaryFolder((folder) => {
    const { output, manifest } = storedRun(1);
    const fetch: Scene["fetch"] = ({ failed = false, task = {} } = {}) =>
      fetchRun({
        jobId: "job-1",
        output,
        containerNamed: () => memoryContainer(),
        verified: new Set(),
        tasks: manifest.tasks.map((each) => ({ ...each, ...task })),
        failed: new Set(failed ? ["t-0"] : []),
        folder,
        signal: new AbortController().signal,
        clock: systemClock,
        onProgress: () => {},
      });
    return use({ output, folder, fetch });
  });

/** Seconds after 2026-01-01, which is about the date of `memoryContainer`'s blobs. */
const touch = (path: string, seconds: number): Promise<void> => {
  const time = new Date(Date.UTC(2026, 0, 1) + seconds * 1000);
  return utimes(path, time, time);
};

describe("fetchRun", () => {
  it("downloads outputs and logs, and counts files and bytes", () =>
    withRun(async ({ output, folder, fetch }) => {
      output.put("job-1/t-0/stdout.txt", "hello");
      const { files, bytes, present, failed } = await fetch();
      assert.deepEqual({ files, bytes, present, failed }, { files: 2, bytes: 13, present: 0, failed: 0 });
      assert.equal(await readFile(join(folder, "t-0.txt"), "utf8"), "result 0");
      assert.equal(await readFile(join(folder, "logs/t-0/stdout.txt"), "utf8"), "hello");
    }));

  it("skips a file with the blob's MD5, however old it is", () =>
    withRun(async ({ folder, fetch }) => {
      await writeFile(join(folder, "t-0.txt"), "result 0");
      await touch(join(folder, "t-0.txt"), -1000);
      const { files, present } = await fetch();
      assert.deepEqual([files, present], [0, 1]);
    }));

  for (const [kind, content] of [
    ["other content of the same size", "result X"],
    ["another size", "result"],
  ] as const)
    it(`replaces a file with ${kind}`, () =>
      withRun(async ({ folder, fetch }) => {
        await writeFile(join(folder, "t-0.txt"), content);
        assert.equal((await fetch()).files, 1);
        assert.equal(await readFile(join(folder, "t-0.txt"), "utf8"), "result 0");
      }));

  for (const [age, seconds, isSkipped] of [
    ["the second after the blob", 1, true],
    ["the same second as the blob", 0.999, false],
  ] as const)
    it(`${isSkipped ? "skips" : "replaces"} a file of ${age} if storage has no MD5`, () =>
      withRun(async ({ output, folder, fetch }) => {
        const lastModified = new Date(Date.UTC(2026, 0, 1));
        output.put(blobName, "result 0", { md5: undefined, lastModified });
        await writeFile(join(folder, "t-0.txt"), "result 0");
        await touch(join(folder, "t-0.txt"), seconds);
        const { files, present } = await fetch();
        assert.deepEqual([files, present], isSkipped ? [0, 1] : [1, 0]);
      }));

  it("replaces a younger file with other content than the task recorded if storage has no MD5", () =>
    withRun(async ({ output, folder, fetch }) => {
      output.put(blobName, "result 0", { md5: undefined });
      await writeFile(join(folder, "t-0.txt"), "result X");
      assert.equal((await fetch()).files, 1);
    }));

  it("reports a damaged output and doesn't download it", () =>
    withRun(async ({ output, folder, fetch }) => {
      output.put(blobName, "result X");
      const { damaged, failed, files } = await fetch();
      assert.deepEqual({ damaged, failed, files }, { damaged: ["t-0.txt"], failed: 1, files: 0 });
      assert.deepEqual(await readdir(folder), []);
    }));

  it("reports a missing output, also of a task without any blob", () =>
    withRun(async ({ output, fetch }) => {
      output.blobs.delete(blobName);
      assert.deepEqual((await fetch()).missing, ["t-0.txt"]);
      output.blobs.clear();
      const { missing, failed } = await fetch();
      assert.deepEqual([missing, failed], [["t-0.txt"], 1]);
    }));

  it("counts a failed task once, whatever its outputs", () =>
    withRun(async ({ output, fetch }) => {
      assert.equal((await fetch({ failed: true })).failed, 1);
      output.blobs.clear();
      assert.equal((await fetch({ failed: true })).failed, 1);
    }));

  it("downloads a cached task's outputs from the run that completed it", () =>
    withRun(async ({ output, fetch }) => {
      for (const [name, blob] of output.blobs) output.blobs.set(name.replace("job-1", "job-0"), blob);
      for (const name of [...output.blobs.keys()]) if (name.startsWith("job-1")) output.blobs.delete(name);
      assert.equal((await fetch({ task: { cachedFrom: "job-0" } })).files, 1);
      assert.deepEqual((await fetch()).missing, ["t-0.txt"]);
    }));

  it("reports stored inputs that changed, but not of a cached task", () =>
    withRun(async ({ fetch }) => {
      const stored = { container: "mine", blob: "a", etag: "0x1" };
      const inputs = [{ name: "a", size: 1, sha256: "0", stored }];
      const { changed, failed } = await fetch({ task: { inputs } });
      assert.deepEqual([changed, failed], [["a"], 1]);
      assert.deepEqual((await fetch({ task: { inputs, cachedFrom: "job-0" } })).changed, []);
    }));
});

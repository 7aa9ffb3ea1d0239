import assert from "node:assert/strict";
import { filesForNodes } from "../../../runner/job/stage-inputs.ts";
import { sharedStaging } from "../../../runner/job/stage-shared-files.ts";
import type { Manifest, ManifestTask } from "../../../runner/manifest/manifest.ts";
import { context, manifestOf } from "../fakes.ts";

const sha256 = "0".repeat(64);

/** Names of the blobs to upload for a run of one task with these fields. */
const stored = (fields: Partial<ManifestTask>, manifest: Partial<Manifest> = {}): string[] => {
  const base = manifestOf(1);
  const tasks = base.tasks.map((task) => ({ ...task, ...fields }));
  return Array.from(filesForNodes({ ...base, tasks, ...manifest }, context), ({ blobName }) => blobName);
};

const inputs = (count: number) =>
  Array.from({ length: count }, (_, i) => ({ name: `${i}.txt`, size: 1, sha256 }));
const results = (count: number) =>
  Array.from({ length: count }, (_, i) => ({ taskId: "s", path: `${i}`, name: `r-${i}` }));
const files = (count: number) =>
  Array.from({ length: count }, (_, i) => ({ path: `app/${i}.py`, sha256, isExecutable: i === 0 }));

describe("job/stage-inputs", () => {
  it("uploads nothing for a task with few inputs and short arguments", () => {
    assert.deepEqual(stored({}), []);
    assert.deepEqual(stored({ inputs: inputs(3), args: ["a"] }), []);
  });

  it("uploads a program for a task with many inputs of either kind", () => {
    const program = ["runs/job-1/fetch/t-0.mts"];
    assert.deepEqual(stored({ inputs: inputs(400) }), program);
    assert.deepEqual(stored({ inputs: [], results: results(600) }), program);
    assert.deepEqual(stored({ inputs: inputs(400), image: "ubuntu" }), []);
  });

  it("uploads long arguments", () => {
    const args = ["x".repeat(20_000)];
    assert.deepEqual(stored({ args }), ["runs/job-1/arguments/t-0"]);
    assert.deepEqual(stored({ args, inputs: inputs(400) }), [
      "runs/job-1/arguments/t-0",
      "runs/job-1/fetch/t-0.mts",
    ]);
  });

  it("uploads nothing for a task that an earlier run completed", () =>
    assert.deepEqual(stored({ inputs: inputs(400), cachedFrom: "job-0" }), []));

  it("uploads a program for many shared files", () =>
    assert.deepEqual(stored({}, { files: files(400) }), ["runs/job-1/fetch.mts"]));
});

describe("job/stage-shared-files", () => {
  const staged = (manifest: Partial<Manifest>) =>
    sharedStaging({ ...manifestOf(0), ...manifest }, context).resourceFiles;

  it("stages the bundle of a program in TypeScript", () => {
    const name = `${"b".repeat(64)}.mjs`;
    assert.deepEqual(staged({}), [{ httpUrl: `https://storage/application/test/${name}`, filePath: name }]);
    assert.deepEqual(staged({ command: "true" }), []);
  });

  it("stages shared files with their modes", () =>
    assert.deepEqual(staged({ command: "true", files: files(2) }), [
      { httpUrl: `https://storage/${sha256}`, filePath: "workload/app/0.py", fileMode: "0755" },
      { httpUrl: `https://storage/${sha256}`, filePath: "workload/app/1.py", fileMode: "0644" },
    ]));

  it("stages one program for many shared files", () =>
    assert.deepEqual(staged({ command: "true", files: files(400) }), [
      { httpUrl: "https://storage/application/runs/job-1/fetch.mts", filePath: ".batch-inputs.mts" },
    ]));
});

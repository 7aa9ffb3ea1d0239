import assert from "node:assert/strict";
import type { ManifestTask } from "../../../runner/manifest/manifest.ts";
import type { TaskOutcome } from "../../../runner/results/outcome.ts";
import { filesOf, readResultsIndex, writeResultsIndex } from "../../../runner/results/results-index.ts";
import { packLines } from "../../../runner/storage/packed-lines.ts";
import { memoryContainer } from "../memory-container.ts";
import { storedRun } from "./stored-run.ts";

const { signal } = new AbortController();

/** An index to which runs can be added, the oldest first. */
const index = () => {
  const application = memoryContainer();
  const { manifest, outcomes } = storedRun(3);
  return {
    application,
    manifest,
    outcomes,
    write: (
      jobId: string,
      of: readonly TaskOutcome[] = outcomes,
      tasks: readonly ManifestTask[] = manifest.tasks,
    ) => writeResultsIndex({ application, manifest: { ...manifest, jobId, tasks } }, () => of),
    read: () => readResultsIndex({ application, manifest }, signal),
  };
};

const jobIds = ({ results }: Awaited<ReturnType<typeof readResultsIndex>>) =>
  [...results].map(([id, result]) => [id, result?.jobId]);

describe("results-index", () => {
  it("returns each task's outputs and the run that completed it", async () => {
    const { write, read, outcomes } = index();
    await write("job-1");
    const earlier = await read();
    assert.deepEqual(
      [...earlier.results.values()].map((result) => result && filesOf(result)),
      outcomes.map(({ files }) => files),
    );
    assert.deepEqual(jobIds(earlier)[0], ["t-0", "job-1"]);
    assert.deepEqual(earlier.seconds, [2, 2, 2]);
  });

  it("returns the newest run of each task, whichever is read first", async () => {
    const { write, read, outcomes, application } = index();
    await write("job-new", outcomes.slice(0, 2).concat({ ...outcomes[2]!, succeeded: false }));
    await write("job-old");
    const stored = application.blobs;
    for (const [name, blob] of stored)
      if (name.includes("job-old")) stored.set(name, { ...blob, lastModified: new Date(0) });
    assert.deepEqual(jobIds(await read()), [
      ["t-0", "job-new"],
      ["t-1", "job-new"],
      ["t-2", "job-old"],
    ]);
  });

  it("prefers the newer run if an older one is read faster", async () => {
    const { write, application, manifest, outcomes } = index();
    await write("job-old", outcomes.slice(0, 2).concat({ ...outcomes[2]!, succeeded: false }));
    await write("job-new", outcomes.slice(0, 2).concat({ ...outcomes[2]!, succeeded: false }));
    const read: typeof application.read = async (name, range) => {
      if (name.includes("job-new")) for (let turn = 0; turn < 50; turn++) await new Promise(setImmediate);
      return application.read(name, range);
    };
    const earlier = await readResultsIndex({ application: { ...application, read }, manifest }, signal);
    assert.deepEqual(jobIds(earlier).slice(0, 2), [
      ["t-0", "job-new"],
      ["t-1", "job-new"],
    ]);
  });

  it("reads no further run once every task was found", async () => {
    const { write, read, application } = index();
    for (let run = 0; run < 20; run++) await write(`job-${run}`);
    await read();
    assert(application.reads.length < 20, `${application.reads.length} reads`);
  });

  it("has no result for tasks that failed, were cached or have another id", async () => {
    const { write, read, outcomes } = index();
    const [first, second, third] = outcomes as [TaskOutcome, TaskOutcome, TaskOutcome];
    await write("job-1", [
      { ...first, succeeded: false },
      { ...second, cachedFrom: "job-0" },
      { ...third, taskId: "other" },
    ]);
    assert.deepEqual(
      jobIds(await read()).map(([, jobId]) => jobId),
      [undefined, undefined, undefined],
    );
  });

  it("has no result for tasks after a failed one, at any distance", async () => {
    const { write, read, outcomes, manifest } = index();
    const tasks = manifest.tasks.map((task, i) => (i === 0 ? task : { ...task, after: [`t-${i - 1}`] }));
    await write("job-1", [{ ...outcomes[0]!, succeeded: false }, ...outcomes.slice(1)], tasks);
    assert.deepEqual(jobIds(await read())[2], ["t-2", undefined]);
  });

  it("has no result for a task with a stored input without an ETag, nor for tasks after it", async () => {
    const { write, read, outcomes, manifest } = index();
    const stored = (etag?: string) => ({ container: "mine", blob: "a", etag });
    const tasks = manifest.tasks.map((task, i) => ({
      ...task,
      inputs: [{ name: "a", size: 1, sha256: "0", stored: stored(i === 0 ? undefined : "0x1") }],
      after: i === 1 ? ["t-0"] : [],
    }));
    await write("job-1", outcomes, tasks);
    assert.deepEqual(
      jobIds(await read()).map(([, jobId]) => jobId),
      [undefined, undefined, "job-1"],
    );
  });

  it("leaves out logs", async () => {
    const { write, read, outcomes } = index();
    const log = { path: "logs/t-0/stdout.txt", size: 1, md5: "0" };
    await write("job-1", [{ ...outcomes[0]!, files: [log, ...outcomes[0]!.files] }, ...outcomes.slice(1)]);
    const result = (await read()).results.get("t-0");
    assert.deepEqual(result && filesOf(result), outcomes[0]?.files);
  });

  it("skips damaged indexes, lines of other versions and other code", async () => {
    const { write, read, application, manifest } = index();
    const prefix = `results/${manifest.workload}/${manifest.codeSha256}/`;
    application.put(`${prefix}damaged.ndjson.gz`, "not gzip");
    application.put(`${prefix}v1.ndjson.gz`, await packLines([{ taskId: "t-0", files: [] }]));
    await write("job-1");
    application.put(`results/${manifest.workload}/other/job-2.ndjson.gz`, "not gzip");
    assert.deepEqual(jobIds(await read())[0], ["t-0", "job-1"]);
  });
});

import assert from "node:assert/strict";
import { runReport } from "../../../runner/results/report.ts";
import {
  readHeader,
  readManifest,
  readOutcomes,
  readReport,
  removeReport,
  writeManifest,
  writeReport,
} from "../../../runner/results/run-record.ts";
import { packLines } from "../../../runner/storage/packed-lines.ts";
import { isEnvironmentError, isUsageError } from "../../helpers/is-runner-error.ts";
import { memoryContainer } from "../memory-container.ts";
import { storedRun } from "./stored-run.ts";

const scene = () => {
  const { manifest, outcomes } = storedRun(2);
  const application = memoryContainer();
  const run = { application, jobId: manifest.jobId };
  const report = (succeeded: number) =>
    runReport({
      manifest,
      counts: { succeeded, failed: 2 - succeeded, cached: 0, notRun: undefined },
      elapsedMs: 5,
      finishedAt: new Date(0),
    });
  return { manifest, outcomes, application, run, report };
};

describe("run-record", () => {
  it("replaces a report, or keeps it if asked to write only a new one", async () => {
    const { run, outcomes, report } = scene();
    await writeReport(run, report(0), outcomes, { onlyNew: true });
    assert.equal((await readReport(run))?.succeeded, 0);
    await writeReport(run, report(1), outcomes, { onlyNew: true });
    assert.equal((await readReport(run))?.succeeded, 0);
    await writeReport(run, report(2), outcomes);
    assert.equal((await readReport(run))?.succeeded, 2);
  });

  it("removes a report, and does nothing without one", async () => {
    const { run, outcomes, report } = scene();
    await removeReport(run);
    await writeReport(run, report(2), outcomes);
    await removeReport(run);
    assert.equal(await readReport(run), undefined);
    assert.deepEqual(await Array.fromAsync(readOutcomes(run)), []);
  });

  it("reads the outcomes without the report", async () => {
    const { run, outcomes, report } = scene();
    await writeReport(run, report(2), outcomes);
    const read = await Array.fromAsync(readOutcomes(run));
    assert.deepEqual(
      read.map(({ taskId }) => taskId),
      ["t-0", "t-1"],
    );
  });

  it("reads the header of a run, and nothing of a run that doesn't exist", async () => {
    const { run, manifest } = scene();
    assert.equal(await readHeader(run), undefined);
    await writeManifest(run, manifest);
    assert.equal((await readHeader(run))?.taskCount, 2);
  });

  it("rejects a manifest with fewer or more tasks than its header says", async () => {
    const { run, manifest, application } = scene();
    const { tasks, ...header } = manifest;
    for (const taskCount of [1, 3]) {
      application.put("runs/job-1/manifest.ndjson.gz", await packLines([{ ...header, taskCount }, ...tasks]));
      await assert.rejects(readManifest(run), isEnvironmentError("RunRecordInvalid", "job-1"));
    }
  });

  it("rejects a truncated record", async () => {
    const { run, manifest, application } = scene();
    await writeManifest(run, manifest);
    const blob = application.blobs.get("runs/job-1/manifest.ndjson.gz")?.content ?? Buffer.alloc(0);
    application.put("runs/job-1/manifest.ndjson.gz", blob.subarray(0, blob.length - 20));
    await assert.rejects(readManifest(run), isEnvironmentError("RunRecordInvalid", "job-1"));
  });

  it("throws RunNotFound for a run that doesn't exist", () =>
    assert.rejects(readManifest(scene().run), isUsageError("RunNotFound", "job-1")));
});

import assert from "node:assert/strict";
import { systemClock } from "../../../runner/clock.ts";
import type { ManifestTask } from "../../../runner/manifest/manifest.ts";
import type { TaskOutcome } from "../../../runner/results/outcome.ts";
import { runReport } from "../../../runner/results/report.ts";
import { writeManifest, writeReport } from "../../../runner/results/run-record.ts";
import { onlyFailed } from "../../../runner/run/only-failed.ts";
import { isUsageError } from "../../helpers/is-runner-error.ts";
import { memoryContainer } from "../memory-container.ts";
import { storedRun } from "../results/stored-run.ts";

const context = {
  workloads: {},
  projectDir: "/",
  programFile: "",
  cwd: "/",
  env: {},
  clock: systemClock,
  random: Math.random,
  signal: new AbortController().signal,
  cancelSignal: new AbortController().signal,
  terminal: { stdout: process.stdout, stderr: process.stderr, ask: undefined },
};

const failure = { succeeded: false, code: "FailureExitCode", failure: "exit code 1" };

interface Earlier {
  readonly tasks?: (task: ManifestTask, index: number) => Partial<ManifestTask>;
  readonly outcomes?: (outcome: TaskOutcome, index: number) => Partial<TaskOutcome>;
  /** Changes storage after the run. */
  readonly change?: (output: ReturnType<typeof memoryContainer>) => void;
  readonly retries?: number;
  readonly hasReport?: boolean;
}

/** Tasks of a run that repeats the failed ones of a run of four tasks, each with the run that completed it. */
const tasksAfter = async (earlier: Earlier) => {
  const { tasks = () => ({}), outcomes = () => ({}), change = () => {}, retries, hasReport = true } = earlier;
  const { manifest: plain, output, outcomes: all } = storedRun(4);
  const manifest = {
    ...plain,
    retries: { max: 2, on: [7] },
    tasks: plain.tasks.map((task, i) => ({ ...task, ...tasks(task, i) })),
  };
  const application = memoryContainer();
  const run = { application, jobId: manifest.jobId };
  await writeManifest(run, manifest);
  const counts = { succeeded: 4, failed: 0, cached: 0, notRun: undefined };
  const report = runReport({ manifest, counts, elapsedMs: 0, finishedAt: new Date(0) });
  const recorded = all.map((outcome, i) => ({ ...outcome, ...outcomes(outcome, i) }));
  if (hasReport) await writeReport(run, report, recorded);
  change(output);
  const options = { clients: { output }, onNotice: () => {}, timeoutMs: 1000, maxTasks: 9, retries };
  const followUp = (...words: readonly string[]) => words.join(" ");
  const prepared = await onlyFailed(run, { ...options, followUp }, context);
  const ids = [...prepared.manifest.tasks].map(({ id, cachedFrom }) => [id, cachedFrom]);
  return { ids, manifest: prepared.manifest, earlier: manifest };
};

const failing =
  (...indexes: number[]): Earlier["outcomes"] =>
  (_, i) =>
    indexes.includes(i) ? failure : {};

describe("onlyFailed", () => {
  it("plans the failed tasks", async () => {
    const { ids, manifest, earlier } = await tasksAfter({ outcomes: failing(1, 3) });
    assert.deepEqual(ids, [
      ["t-1", undefined],
      ["t-3", undefined],
    ]);
    assert.notEqual(manifest.jobId, earlier.jobId);
    assert.equal(manifest.codeSha256, earlier.codeSha256);
  });

  it("keeps the run's retries, or replaces their number", async () => {
    const { manifest } = await tasksAfter({ outcomes: failing(1) });
    assert.deepEqual(manifest.retries, { max: 2, on: [7] });
    const { manifest: replaced } = await tasksAfter({ outcomes: failing(1), retries: 0 });
    assert.deepEqual(replaced.retries, { max: 0, on: [7] });
  });

  it("plans tasks whose output is missing or damaged, although the report counts them as succeeded", async () => {
    const { ids } = await tasksAfter({
      change: (output) => {
        output.blobs.delete("job-1/t-0/t-0.txt");
        output.put("job-1/t-2/t-2.txt", "other 00");
      },
    });
    assert.deepEqual(
      ids.map(([id]) => id),
      ["t-0", "t-2"],
    );
  });

  it("omits a task that failed only because of its output, if storage has it again", async () => {
    const missing = { succeeded: false, code: "OutputMissing", failure: "missing" };
    const { ids } = await tasksAfter({ outcomes: (_, i) => [missing, failure][i] ?? {} });
    assert.deepEqual(
      ids.map(([id]) => id),
      ["t-1"],
    );
  });

  it("plans the tasks after a failed one, and marks those that they depend on as cached", async () => {
    const { ids } = await tasksAfter({
      tasks: (_, i) => (i === 2 ? { after: ["t-0", "t-1"] } : {}),
      outcomes: failing(1),
    });
    assert.deepEqual(ids, [
      ["t-0", "job-1"],
      ["t-1", undefined],
      ["t-2", undefined],
    ]);
  });

  it("keeps the tasks whose outputs a failed task reads, though it waits for them through another task", async () => {
    const results = [{ taskId: "t-0", path: "a", name: "a" }];
    const { ids } = await tasksAfter({
      tasks: (_, i) => (i === 1 ? { after: ["t-0"] } : i === 2 ? { after: ["t-1"], results } : {}),
      outcomes: failing(2),
    });
    assert.deepEqual(ids, [
      ["t-0", "job-1"],
      ["t-1", "job-1"],
      ["t-2", undefined],
    ]);
  });

  it("runs a failed cached task again, and keeps the run that completed another one", async () => {
    const { ids } = await tasksAfter({
      tasks: (_, i) => (i === 2 ? { after: ["t-0", "t-1"] } : i < 2 ? { cachedFrom: "job-0" } : {}),
      outcomes: failing(1),
    });
    assert.deepEqual(ids, [
      ["t-0", "job-0"],
      ["t-1", undefined],
      ["t-2", undefined],
    ]);
  });

  it("throws NoFailedTasks if storage has every output", () =>
    assert.rejects(tasksAfter({}), isUsageError("NoFailedTasks", "job-1")));

  it("throws RunNotFinished without a report", () =>
    assert.rejects(
      tasksAfter({ hasReport: false }),
      isUsageError("RunNotFinished", "submit --resume job-1"),
    ));

  it("throws InputChanged if a task failed because a stored input changed", () => {
    const changed = { succeeded: false, code: "InputChanged", failure: "input a changed" };
    return assert.rejects(
      tasksAfter({ outcomes: () => changed }),
      isUsageError("InputChanged", "submit test"),
    );
  });
});

import assert from "node:assert/strict";
import type { ManifestTask } from "../../../runner/manifest/manifest.ts";
import type { TaskOutcome } from "../../../runner/results/outcome.ts";
import { writeResultsIndex } from "../../../runner/results/results-index.ts";
import { findCached } from "../../../runner/run/find-cached.ts";
import { memoryContainer } from "../memory-container.ts";
import { storedRun } from "../results/stored-run.ts";

const { signal } = new AbortController();

interface Scene {
  readonly tasks?: (task: ManifestTask, index: number) => Partial<ManifestTask>;
  readonly outcomes?: (outcome: TaskOutcome, index: number) => Partial<TaskOutcome>;
}

/** Storage after a run of three tasks. */
const storageAfter = async ({ tasks = () => ({}), outcomes = () => ({}) }: Scene = {}) => {
  const application = memoryContainer();
  const { manifest, output, outcomes: all } = storedRun(3);
  const planned = { ...manifest, tasks: manifest.tasks.map((task, i) => ({ ...task, ...tasks(task, i) })) };
  const recorded = all.map((outcome, i) => ({ ...outcome, ...outcomes(outcome, i) }));
  await writeResultsIndex({ application, manifest: planned }, () => recorded);
  const find = async (jobId = "job-2") => {
    const found = await findCached({ application, output, signal }, { ...planned, jobId });
    return { ...found, cachedFrom: [...found.manifest.tasks].map(({ cachedFrom }) => cachedFrom) };
  };
  return { output, planned, find };
};

describe("findCached", () => {
  it("marks tasks that an earlier run completed", async () => {
    const { find } = await storageAfter();
    assert.deepEqual((await find()).cachedFrom, ["job-1", "job-1", "job-1"]);
  });

  it("marks no task whose output is missing", async () => {
    const { find, output } = await storageAfter();
    output.blobs.delete("job-1/t-1/t-1.txt");
    assert.deepEqual((await find()).cachedFrom, ["job-1", undefined, "job-1"]);
  });

  it("returns the plan itself if no task is cached", async () => {
    const { find, output, planned } = await storageAfter();
    output.blobs.clear();
    assert.equal((await find()).manifest.tasks, planned.tasks);
  });

  it("marks no task that depends on one that runs again, at any distance", async () => {
    const { find, output } = await storageAfter({
      tasks: (_, i) => (i === 0 ? {} : { after: [`t-${i - 1}`] }),
    });
    assert.deepEqual((await find()).cachedFrom, ["job-1", "job-1", "job-1"]);
    output.blobs.delete("job-1/t-0/t-0.txt");
    assert.deepEqual((await find()).cachedFrom, [undefined, undefined, undefined]);
  });

  it("returns the median duration: the middle one, the higher of two, none without a run", async () => {
    const seconds = [9, 1, 5];
    const { find } = await storageAfter({ outcomes: (_, i) => ({ seconds: seconds[i] }) });
    assert.equal((await find()).medianSeconds, 5);
    const two = await storageAfter({ outcomes: (_, i) => ({ seconds: seconds[i], succeeded: i < 2 }) });
    assert.equal((await two.find()).medianSeconds, 9);
    const none = await storageAfter({ outcomes: () => ({ succeeded: false }) });
    assert.equal((await none.find()).medianSeconds, undefined);
  });
});

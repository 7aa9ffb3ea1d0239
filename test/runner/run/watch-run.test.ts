import assert from "node:assert/strict";
import packageJson from "../../../package.json" with { type: "json" };
import type { Monitor } from "../../../runner/job/monitor.ts";
import { readOutcomes, readReport, writeReport } from "../../../runner/results/run-record.ts";
import { reportOfEndedRun, watchReport, watchRun } from "../../../runner/run/watch-run.ts";
import type { RunEvent } from "../../../runner/ui/events.ts";
import { completed, fakeClock } from "../fakes.ts";
import { memoryContainer } from "../memory-container.ts";
import { keysOutputs } from "../outputs.ts";
import { storedRun } from "../results/stored-run.ts";
import { batchOf } from "./follow-story.ts";

const context = { clock: fakeClock(), signal: new AbortController().signal };
const fullyAdded = { onAllTasksComplete: "terminatejob" } as const;
const done = [completed("t-0"), completed("t-1")];

/** A run of two tasks whose job is in this state. */
const scene = (
  job?: Awaited<ReturnType<Monitor["batch"]["getJob"]>>,
  polls: Parameters<typeof batchOf>[0] = [done],
) => {
  const { manifest, output } = storedRun(2);
  const application = memoryContainer();
  const batch = {
    ...batchOf(polls, 2).batch,
    getJob: async () => job,
    listPreparations: async () => [
      {
        ...{ nodeId: "node-1", hasFailed: false },
        ...{ startTime: new Date("2026-01-01T00:00:01Z"), endTime: new Date("2026-01-01T00:00:02Z") },
      },
    ],
  };
  const session = {
    clients: { batch, application, output, containerNamed: () => memoryContainer() },
    environment: { outputs: keysOutputs() },
  };
  const run = { application, jobId: manifest.jobId };
  const events: RunEvent[] = [];
  const emit = (event: RunEvent): void => void events.push(event);
  const watch = () => watchRun({ manifest, session, timeoutMs: 60_000, context, emit });
  const endedReport = () => reportOfEndedRun(manifest, session, context);
  return { manifest, output, session, run, events, watch, endedReport };
};

describe("watchRun", () => {
  it("checks tasks in storage, downloads nothing and stores the report", async () => {
    const { watch, output, run } = scene();
    output.put("job-1/t-1/t-1.txt", "damaged!");
    const { succeeded, failed, failures } = await watch();
    assert.deepEqual([succeeded, failed], [1, 1]);
    assert.deepEqual(
      failures.map(({ taskId, code }) => [taskId, code]),
      [["t-1", "OutputDamaged"]],
    );
    assert.equal((await readReport(run))?.failed, 1);
  });

  it("reports times and resources of tasks, their nodes and the environment", async () => {
    const { watch, output, run } = scene();
    output.put("job-1/t-0/.batch-usage", "memory 1000\npeak 100\nstart 1900000000000\n");
    await watch();
    const report = await readReport(run);
    assert.deepEqual(report?.environment, {
      ...{ kind: "azure", poolId: "pool", location: "eastus", vmSize: "Standard_D2s_v5" },
      ...{ taskSlotsPerNode: 2, version: packageJson.version },
    });
    assert.deepEqual(report?.nodes, [
      {
        ...{ id: "node-1", isSpot: false, state: "running" },
        ...{
          preparationStartedAt: "2026-01-01T00:00:01.000Z",
          preparationEndedAt: "2026-01-01T00:00:02.000Z",
        },
      },
    ]);
    const [first] = await Array.fromAsync(readOutcomes(run));
    assert.deepEqual(first?.usage, { peakBytes: 102_400, nodeBytes: 1_024_000 });
    assert(first?.times?.programStartedAt !== undefined && first.times.endedAt === undefined);
  });

  it("keeps a report that another command has stored", async () => {
    const { watch, run } = scene(undefined, [done, done]);
    const stored = await watch();
    await writeReport(run, { ...stored, succeeded: 0, failed: 2 }, []);
    assert.equal((await watch()).succeeded, 2);
    assert.equal((await readReport(run))?.succeeded, 0);
  });

  it("emits a reactivated task as reactivated, not as a retried request", async () => {
    const failure = { category: "ServerError", code: "DiskFull", message: "No space left." };
    const polls = [[completed("t-0", { exitCode: undefined, failure })], new Error("no more polls")];
    const { watch, events } = scene({ state: "active" }, polls);
    await assert.rejects(watch(), /no more polls/);
    assert.deepEqual(
      events.filter(({ event }) => /reactivated|retry/.test(event)),
      [{ event: "reactivated", taskId: "t-0", code: "DiskFull", message: "No space left." }],
    );
  });

  it("corrects a report by the present content of storage", async () => {
    const { watch, manifest, session, output } = scene();
    const report = await watch();
    output.blobs.delete("job-1/t-0/t-0.txt");
    const now = await watchReport({ manifest, session, context }, report);
    assert.deepEqual([now.succeeded, now.failed, now.failures[0]?.code], [1, 1, "OutputMissing"]);
  });
});

describe("report of an ended run", () => {
  it("is read from storage, whatever the job's state", async () => {
    const { watch, endedReport } = scene({ state: "active" });
    await watch();
    assert.equal((await endedReport())?.succeeded, 2);
  });

  it("is created if the job has ended", async () => {
    const { endedReport, run } = scene({ state: "completed", ...fullyAdded });
    assert.equal((await endedReport())?.succeeded, 2);
    assert.equal((await readReport(run))?.succeeded, 2);
  });

  for (const [kind, job] of [
    ["the job is gone", undefined],
    ["the job is active", { state: "active", ...fullyAdded }],
    ["the job ended before all tasks were added", { state: "completed", onAllTasksComplete: "noaction" }],
  ] as const)
    it(`is undefined if ${kind}, and nothing is stored`, async () => {
      const { endedReport, run } = scene(job);
      assert.equal(await endedReport(), undefined);
      assert.equal(await readReport(run), undefined);
    });
});

import type { BatchServiceModels as Models } from "@azure/batch";
import type { Clock } from "../../clock.ts";
import { watchPool } from "../../job/watch-pool.ts";
import type { Manifest } from "../../manifest/manifest.ts";
import { failedTasks, withExcerpts } from "../../results/failed-tasks.ts";
import { type FailureGroup, groupFailures } from "../../results/failure-groups.ts";
import { type NodeMeter, nodeMeter } from "../../results/node-meter.ts";
import { costOf, type RunCost } from "../../results/run-cost.ts";
import { noRun, readHeader, readManifest, readReport } from "../../results/run-record.ts";
import type { Pricing } from "../../run/pricing.ts";
import { runRecord, type Session } from "../../run/session.ts";
import type { RunStatus } from "../../ui/command-events.ts";
import { countTasks, summaryOfJob } from "../ls/list-summaries.ts";
import { lookAtRunning } from "./look-at-running.ts";
import { elapsedOf, runState } from "./run-state.ts";
import { blockedReason } from "./waiting-reasons.ts";

/** Failed tasks that are examined. */
const mostFailed = 40;

/** Results of a look at a run that the next look reuses. */
export interface LookMemory {
  manifest?: Promise<Manifest>;
  /** Failures when the run had this number of failed tasks. */
  failures?: { readonly failed: number; readonly groups: readonly FailureGroup[] };
  /** Without it, the status of an active run has no cost. */
  readonly pricing?: Pricing | undefined;
  meter?: NodeMeter;
}

/** Returns the status of a run by its record, its job and, if tasks are left, its pool. Costs few calls whatever the size of the run. */
export const lookAtRun = async (
  session: Session,
  jobId: string,
  clock: Clock,
  memory: LookMemory = {},
): Promise<RunStatus> => {
  const { clients, environment } = session;
  const { batch } = clients;
  const run = runRecord(session, jobId);
  const [header, report, job] = await Promise.all([readHeader(run), readReport(run), batch.getJob(jobId)]);
  const counts = job && (await countTasks(batch, jobId));
  if (header === undefined) {
    const summary = job && summaryOfJob(job, { report, counts });
    if (summary === undefined) throw noRun(run);
    const poolId = job?.poolInfo?.poolId ?? environment.outputs.poolId;
    const running = await lookAtRunning({ batch, jobId, counts: summary.counts, now: clock.now() });
    return { ...summary, poolId, ...running, failures: [] };
  }
  /** Reads the manifest only if needed: one of 100,000 tasks takes a while. */
  const allTasks = (): Promise<Manifest> => {
    memory.manifest ??= forgottenIfFailed(readManifest(run), memory);
    return memory.manifest;
  };
  const summary = runState({ taskCount: header.taskCount, report, job, counts });
  const poolId = job?.poolInfo?.poolId ?? environment.outputs.poolId;
  const { workload, createdAt, again } = header;
  memory.meter ??= nodeMeter({ createdAt, tasks: header.taskCount });
  const { meter } = memory;
  const onNodes = (nodes: readonly Models.ComputeNode[]): void => meter.see(nodes, clock.now());
  const pool = watchPool({ batch, jobId, poolId, clock, onNodes });
  const whyWaiting = async (job: Models.CloudJob) => {
    const { counts } = summary;
    const waitingJob = { batch, job, counts, now: clock.now() };
    const waiting =
      counts.failed > 0 ? await blockedReason({ ...waitingJob, manifest: await allTasks() }) : undefined;
    return waiting === undefined ? pool.whyNothingRuns(job) : { waiting };
  };
  const found = {
    ...{ jobId, workload, createdAt, poolId, again },
    elapsedMs: elapsedOf({ createdAt, job, report }),
    endedBecause: report?.endedBecause,
    ...summary,
    ...(summary.state === "running" ? await pool.nodesAtWork() : {}),
    ...(summary.state === "waiting" && job ? await whyWaiting(job) : {}),
    ...(await lookAtRunning({ batch, jobId, counts: counts ?? summary.counts, now: clock.now() })),
    failures: await failures(session, summary.counts.failed, { memory, allTasks }),
  };
  return { ...found, cost: report?.cost ?? (await costSoFar(found, clock, memory)) };
};

/** Returns the cost of an active run, by the nodes that the pool has at each look. */
const costSoFar = async (
  { state, counts: { active, running } }: Pick<RunStatus, "state" | "counts">,
  clock: Clock,
  { meter, pricing }: LookMemory,
): Promise<RunCost | undefined> =>
  meter !== undefined && (state === "running" || state === "waiting")
    ? costOf(meter.hours(active + running, clock.now()), await pricing?.settled)
    : undefined;

/** Keeps no failed request for the next look. */
const forgottenIfFailed = (manifest: Promise<Manifest>, memory: LookMemory): Promise<Manifest> => {
  manifest.catch(() => delete memory.manifest);
  return manifest;
};

interface Remembered {
  readonly memory: LookMemory;
  readonly allTasks: () => Promise<Manifest>;
}

/** The first failures of a run by cause, the most frequent first. */
const failures = async (
  { clients }: Session,
  failed: number,
  { memory, allTasks }: Remembered,
): Promise<readonly FailureGroup[]> => {
  if (failed === 0) return [];
  if (memory.failures?.failed === failed) return memory.failures.groups;
  const manifest = await allTasks();
  const tasks = await failedTasks(clients, manifest, mostFailed);
  const groups = groupFailures(await withExcerpts(clients, manifest.jobId, tasks));
  memory.failures = { failed, groups };
  return groups;
};

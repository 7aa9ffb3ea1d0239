import type { BatchServiceModels as Models } from "@azure/batch";
import type { BatchTask } from "../../azure/batch-task.ts";
import type { Clock } from "../../clock.ts";
import type { NodeCounts } from "../../job/node-words.ts";
import { watchPool } from "../../job/watch-pool.ts";
import type { Manifest } from "../../manifest/manifest.ts";
import { type FailureGroup, groupFailures } from "../../results/digest.ts";
import { failedTasks, withExcerpts } from "../../results/failed-tasks.ts";
import { noRun, readHeader, readManifest, readReport } from "../../results/run-record.ts";
import { runRecord, type Session } from "../../run/session.ts";
import { countTasks, type RunSummary, summaryOfJob } from "./list-summaries.ts";
import { runState } from "./run-state.ts";
import { whyStuck } from "./waiting-reasons.ts";

/** Everything that `status` tells of one run. */
export interface RunStatus extends RunSummary {
  readonly poolId: string;
  readonly nodes?: NodeCounts | undefined;
  /** Why nothing runs. */
  readonly waiting?: string | undefined;
  /** The first of the tasks that run. */
  readonly runningTasks: readonly BatchTask[];
  /** The first failures by cause, the most frequent first. */
  readonly failures: readonly FailureGroup[];
}

/** Running tasks that are named, and failed ones that are looked into. */
const mostRunning = 8;
const mostFailed = 40;

/** Looks at a run: its record, its job, and if that goes on the pool; the same few calls whatever the run's size. */
export const lookAtRun = async (session: Session, jobId: string, clock: Clock): Promise<RunStatus> => {
  const { clients, environment } = session;
  const { batch } = clients;
  const run = runRecord(session, jobId);
  const [header, report, job] = await Promise.all([readHeader(run), readReport(run), batch.getJob(jobId)]);
  const counts = job && (await countTasks(batch, jobId));
  if (header === undefined) {
    const summary = job && summaryOfJob(job, { report, counts });
    if (summary === undefined) throw noRun(run);
    const poolId = job?.poolInfo?.poolId ?? environment.outputs.poolId;
    const tasks = summary.counts.running > 0 ? await runningTasks(session, jobId) : [];
    return { ...summary, poolId, runningTasks: tasks, failures: [] };
  }
  let manifest: Promise<Manifest> | undefined;
  /** Of 100,000 tasks it takes a while, and few looks need it. */
  const allTasks = (): Promise<Manifest> => {
    manifest ??= readManifest(run);
    return manifest;
  };
  const summary = runState({ taskCount: header.taskCount, report, job, counts });
  const poolId = job?.poolInfo?.poolId ?? environment.outputs.poolId;
  const { workload, createdAt } = header;
  const pool = watchPool({ batch, jobId, poolId, clock });
  const whyWaiting = async (job: Models.CloudJob) => {
    const { counts } = summary;
    const stuck = { batch, job, counts, now: clock.now() };
    const waiting = counts.failed > 0 ? await whyStuck({ ...stuck, manifest: await allTasks() }) : undefined;
    return waiting === undefined ? pool.whyNothingRuns(job) : { waiting };
  };
  return {
    ...{ jobId, workload, createdAt, poolId },
    ...summary,
    ...(summary.state === "running" ? await pool.nodesAtWork() : {}),
    ...(summary.state === "waiting" && job ? await whyWaiting(job) : {}),
    runningTasks: summary.counts.running > 0 ? await runningTasks(session, jobId) : [],
    failures: summary.counts.failed > 0 ? await failures(session, await allTasks()) : [],
  };
};

const runningTasks = async ({ clients }: Session, jobId: string): Promise<BatchTask[]> => {
  const found: BatchTask[] = [];
  for await (const task of clients.batch.listTasks(jobId, "state eq 'running'")) {
    if (found.push(task) === mostRunning) break;
  }
  return found;
};

/** The first failures of a run by cause, the most frequent first. */
const failures = async ({ clients }: Session, manifest: Manifest): Promise<FailureGroup[]> => {
  const failed = await failedTasks(clients, manifest, mostFailed);
  return groupFailures(await withExcerpts(clients, manifest.jobId, failed));
};

import type { CommandContext } from "../command-context.ts";
import { isFullyAdded } from "../job/job-request.ts";
import type { Manifest } from "../manifest/manifest.ts";
import { taskJudge } from "../results/judge-task.ts";
import type { TaskOutcome } from "../results/outcome.ts";
import { withOutcomeLog } from "../results/outcome-log.ts";
import { poolRecord } from "../results/pool-record.ts";
import { type RunReport, runReport } from "../results/report.ts";
import { readReport } from "../results/run-record.ts";
import { runUsage } from "../results/usage-advice.ts";
import type { Emit } from "../ui/events.ts";
import type { CostWatch } from "./cost-watch.ts";
import { environmentOf } from "./environment-of.ts";
import { type FollowSession, followJob } from "./follow-job.ts";
import { judgeReport } from "./judge-report.ts";
import { saveRecord } from "./save-record.ts";

interface WatchRequest {
  readonly manifest: Manifest;
  readonly session: FollowSession;
  readonly timeoutMs: number;
  readonly context: Pick<CommandContext, "clock" | "signal">;
  readonly emit: Emit;
  /** Without it, the report has no cost. */
  readonly costs?: CostWatch | undefined;
  readonly findIdle?: (() => Promise<RunReport["idle"]>) | undefined;
}

export interface Watched extends RunReport {
  /** The first tasks that failed. */
  readonly failures: readonly TaskOutcome[];
}

/** Most failed tasks that are returned. */
const mostFailed = 40;

/**
 * Follows a run to its end and judges its tasks as a submit does, but downloads nothing. Stores the report unless the run has one.
 */
export const watchRun = (request: WatchRequest): Promise<Watched> => {
  const { manifest, session, context } = request;
  return withOutcomeLog(manifest.tasks, async (log) => {
    const pool = poolRecord();
    const endedBecause = await followJob({ ...request, judge: taskJudge(), log, pool });
    const finishedAt = context.clock.now();
    const elapsedMs = Math.max(0, finishedAt.getTime() - Date.parse(manifest.createdAt));
    const environment = environmentOf(session.environment.outputs, pool);
    const outcomes = () => log.all(endedBecause ?? "unknown");
    const nodes = pool.nodes();
    const cost = await request.costs?.final({ nodes, outcomes: outcomes() });
    const idle = await request.findIdle?.();
    const report = runReport({
      ...{ manifest, counts: log.counts(), endedBecause, elapsedMs, finishedAt, cost, idle },
      ...{ environment, nodes, usage: runUsage(outcomes(), environment) },
    });
    await saveRecord({ clients: session.clients, manifest, report, outcomes, onlyNew: true });
    return { ...report, failures: failuresOf(outcomes()) };
  });
};

/** Returns a finished run's report, corrected by the present content of storage. */
export const watchReport = (
  { manifest, session, context }: Pick<WatchRequest, "manifest" | "session" | "context">,
  report: RunReport,
): Promise<Watched> =>
  withOutcomeLog(manifest.tasks, async (log) => {
    const { output, application } = session.clients;
    const { signal } = context;
    const run = { application, jobId: manifest.jobId };
    await judgeReport({ run, manifest, output, signal, log });
    const failures = failuresOf(log.all(report.endedBecause ?? "unknown"));
    return { ...report, ...log.counts(), notRun: report.notRun, failures };
  });

const failuresOf = (outcomes: IteratorObject<TaskOutcome>): TaskOutcome[] => [
  ...outcomes.filter(({ succeeded }) => !succeeded).take(mostFailed),
];

/**
 * Returns the report of a run that has ended. If its job has ended and nothing has reported it, the run is judged and reported now.
 * Undefined while the run continues, and if its job is gone.
 */
export const reportOfEndedRun = async (
  manifest: Manifest,
  session: FollowSession,
  context: WatchRequest["context"],
): Promise<RunReport | undefined> => {
  const { application, batch } = session.clients;
  const { jobId } = manifest;
  const report = await readReport({ application, jobId });
  if (report !== undefined) return report;
  const job = await batch.getJob(jobId);
  if (job?.state !== "completed" || !isFullyAdded(job)) return undefined;
  return watchRun({ manifest, session, timeoutMs: 0, context, emit: () => {} });
};

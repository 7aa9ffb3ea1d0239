import pMap from "p-map";
import type { BatchTask } from "../azure/batch-task.ts";
import type { CommandContext } from "../command-context.ts";
import { blockedTasks } from "../job/blocked-tasks.ts";
import { monitor } from "../job/monitor.ts";
import { staleInputs } from "../job/stale-inputs.ts";
import { jobTasksOf } from "../manifest/job-tasks.ts";
import { cachedTasks, type Manifest } from "../manifest/manifest.ts";
import { judgeCachedInStorage, judgeInStorage } from "../results/judge-in-storage.ts";
import { blockedOutcome, type TaskOutcome } from "../results/outcome.ts";
import { type OutcomeLog, withOutcomeLog } from "../results/outcome-log.ts";
import { type RunReport, runReport } from "../results/report.ts";
import type { Emit } from "../ui/events.ts";
import { judgeReport } from "./judge-report.ts";
import { reactivated } from "./reactivated.ts";
import { keepRecord } from "./save-record.ts";
import type { Session } from "./session.ts";
import { staleOutcomes } from "./stale-outcomes.ts";
import { verifiedInputs } from "./verified-inputs.ts";

interface WatchRequest {
  readonly manifest: Manifest;
  readonly session: Session;
  readonly timeoutMs: number;
  readonly context: Pick<CommandContext, "clock" | "signal">;
  readonly emit: Emit;
}

export interface Watched extends RunReport {
  /** The first tasks that failed. */
  readonly failures: readonly TaskOutcome[];
}

/** Tasks whose outputs are looked for at a time. */
const concurrency = 8;

/** Failed tasks that are looked into. */
const mostFailed = 40;

/**
 * Waits for a run's tasks and judges each as a submit does, but downloads nothing. Keeps what became of the run, unless that
 * is kept already.
 */
export const watchRun = (request: WatchRequest): Promise<Watched> => {
  const { manifest, session, context } = request;
  return withOutcomeLog(manifest.tasks, async (log) => {
    const endedBecause = await watchJob(request, log);
    const finishedAt = context.clock.now();
    const elapsedMs = Math.max(0, finishedAt.getTime() - Date.parse(manifest.createdAt));
    const report = runReport({ manifest, counts: log.counts(), endedBecause, elapsedMs, finishedAt });
    const outcomes = () => log.all(endedBecause ?? "unknown");
    await keepRecord({ clients: session.clients, manifest, report, outcomes, onlyNew: true });
    return { ...report, failures: failuresOf(outcomes()) };
  });
};

/** What a finished run's report says of it, with each output as storage has it now. */
export const watchReport = (
  { manifest, session, context }: Pick<WatchRequest, "manifest" | "session" | "context">,
  report: RunReport,
): Promise<Watched> =>
  withOutcomeLog(manifest.tasks, async (log) => {
    const { clients } = session;
    const { signal } = context;
    const run = { ...clients, jobId: manifest.jobId };
    await judgeReport({ run, manifest, clients, signal, log });
    const failures = failuresOf(log.all(report.endedBecause ?? "unknown"));
    return { ...report, ...log.counts(), notRun: report.notRun, failures };
  });

const failuresOf = (outcomes: IteratorObject<TaskOutcome>): TaskOutcome[] => [
  ...outcomes.filter(({ succeeded }) => !succeeded).take(mostFailed),
];

const watchJob = async (
  { manifest, session, timeoutMs, context, emit }: WatchRequest,
  log: OutcomeLog,
): Promise<string | undefined> => {
  const { clock, signal } = context;
  const { jobId } = manifest;
  const { batch } = session.clients;
  const { poolId } = session.environment.outputs;
  const total = jobTasksOf(manifest).count;
  const start = clock.monotonicMs();
  const record = async (outcome: TaskOutcome): Promise<void> => {
    await log.add(outcome);
    emit({ event: "task", ...outcome });
  };
  await pMap(
    cachedTasks(manifest),
    async ([task, cachedFrom]) => record(await judgeCachedInStorage(session.clients, task, cachedFrom)),
    { concurrency, signal },
  );
  let endedBecause: string | undefined;
  const finish = async (done: BatchTask): Promise<void> => {
    const task = log.task(done.id);
    if (task === undefined) return;
    stale.see(done);
    await record(await judgeInStorage(storage, task, done));
  };
  const verified = await verifiedInputs({ ...session.clients, jobId }, manifest.tasks);
  const storage = { ...session.clients, jobId, verified, taskNamed: log.task };
  const blocked = blockedTasks(manifest);
  const stale = staleInputs(manifest);
  const onReactivate = (task: BatchTask): void => emit(reactivated(task));
  const looks = monitor({ batch, jobId, poolId, total, timeoutMs, clock, signal, blocked, onReactivate });
  for await (const { completed, ...look } of looks) {
    endedBecause = look.endedBecause;
    emit({ event: "progress", ...look, total, elapsedMs: Math.round(clock.monotonicMs() - start) });
    await pMap(completed, finish, { concurrency, signal });
  }
  for (const [id, failed] of blocked.all()) {
    const task = log.task(id);
    if (task !== undefined && !log.has(id)) await record(blockedOutcome(task, failed));
  }
  for (const outcome of staleOutcomes(manifest, log, stale)) await record(outcome);
  return endedBecause;
};

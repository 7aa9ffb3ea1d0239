import pMap from "p-map";
import type { Workload } from "../../task/workload.ts";
import type { BatchTask } from "../azure/batch-task.ts";
import type { CommandContext } from "../command-context.ts";
import { type BlockedTasks, blockedTasks } from "../job/blocked-tasks.ts";
import { monitor } from "../job/monitor.ts";
import type { RequestContext } from "../job/request-context.ts";
import { staleInputs } from "../job/stale-inputs.ts";
import { startJob } from "../job/start-job.ts";
import { jobTasksOf } from "../manifest/job-tasks.ts";
import { cachedTasks, type Manifest } from "../manifest/manifest.ts";
import { type Collect, collectCached, collectTask } from "../results/collect.ts";
import { blockedOutcome, type TaskOutcome } from "../results/outcome.ts";
import type { OutcomeLog } from "../results/outcome-log.ts";
import { uploadBytes } from "../storage/upload.ts";
import type { Emit } from "../ui/events.ts";
import { reactivated } from "./reactivated.ts";
import type { Session } from "./session.ts";
import { staleOutcomes } from "./stale-outcomes.ts";
import { verifiedInputs } from "./verified-inputs.ts";

interface ExecuteRequest {
  readonly manifest: Manifest;
  readonly session: Session;
  /** Undefined if this checkout does not know the run's workload. */
  readonly workload: Workload | undefined;
  /** The run's folder on this machine. */
  readonly folder: string;
  readonly timeoutMs: number;
  readonly context: Pick<CommandContext, "clock" | "signal">;
  readonly emit: Emit;
  /** Gets an outcome for each task that has one. */
  readonly log: OutcomeLog;
}

/** Tasks whose files are fetched at a time. */
const concurrency = 8;

/**
 * Starts the run's job, or what is missing of it, and waits for its tasks; each one's files are fetched as soon as it has
 * completed, and those of tasks that another run had done at once. Says why a task that has no outcome then never ran.
 */
export const executeRun = async (request: ExecuteRequest): Promise<string | undefined> => {
  const { manifest, session, context, folder, workload, emit, log } = request;
  const { jobId, retries } = manifest;
  const { clients } = session;
  const verified = await verifiedInputs({ ...clients, jobId }, manifest.tasks);
  const collect: Collect = {
    ...{ ...clients, jobId, folder, workload, retries, verified },
    taskNamed: log.task,
  };
  const record = async (outcome: TaskOutcome): Promise<void> => {
    await log.add(outcome);
    emit({ event: "task", ...outcome });
  };
  const total = jobTasksOf(manifest).count;
  if (total > 0) await startRun(request);
  // Where one of the two fails the other should not go on.
  const stop = new AbortController();
  const signal = AbortSignal.any([context.signal, stop.signal]);
  const fetchCached = pMap(
    cachedTasks(manifest),
    async ([task, cachedFrom]) => record(await collectCached(collect, task, cachedFrom)),
    { concurrency, signal },
  );
  const blocked = blockedTasks(manifest);
  const stale = staleInputs(manifest);
  const watch = watchJob({ ...request, context: { ...context, signal } }, total, blocked);
  const finish = async (done: BatchTask): Promise<void> => {
    const task = log.task(done.id);
    stale.see(done);
    if (task !== undefined) await record(await collectTask(collect, task, done));
  };
  const fetchCompleted = total > 0 ? pMap(watch.completed(), finish, { concurrency, signal }) : [];
  await Promise.all([fetchCached, fetchCompleted]).finally(() => stop.abort());
  if (watch.failure !== undefined) throw watch.failure;
  for (const [id, failed] of blocked.all()) {
    const task = log.task(id);
    if (task !== undefined && !log.has(id)) await record(blockedOutcome(task, failed));
  }
  for (const outcome of staleOutcomes(manifest, log, stale)) await record(outcome);
  return watch.endedBecause;
};

/** Makes sure that the run's job exists on Batch, with all its tasks. */
export const startRun = async ({
  manifest,
  session,
  context: { clock, signal },
  emit,
}: Pick<ExecuteRequest, "manifest" | "session" | "context" | "emit">): Promise<void> => {
  const { batch, nodeAccess, application } = session.clients;
  const { poolId, nodePath } = session.environment.outputs;
  const { maxWallClockTimeMs } = manifest;
  const contextFor = (createdAt = clock.now()): RequestContext => ({
    poolId,
    nodePath,
    access: nodeAccess({ createdAt, maxWallClockTimeMs }),
  });
  const store = (blobName: string, content: string): Promise<boolean> =>
    uploadBytes(application, { blobName, content: Buffer.from(content) });
  await startJob({ batch, manifest, contextFor, store, signal });
  emit({ event: "started", jobId: manifest.jobId, poolId });
};

interface Watch {
  readonly completed: () => AsyncGenerator<BatchTask>;
  /** Why it stopped early. What had completed until then is still delivered. */
  failure?: unknown;
  endedBecause?: string | undefined;
}

const watchJob = (
  { manifest, session, context, timeoutMs, emit }: ExecuteRequest,
  total: number,
  blocked: BlockedTasks,
): Watch => {
  const { clock, signal } = context;
  const { jobId } = manifest;
  const { batch } = session.clients;
  const { poolId } = session.environment.outputs;
  const start = clock.monotonicMs();
  const onReactivate = (task: BatchTask): void => emit(reactivated(task));
  const watch: Watch = {
    completed: async function* () {
      try {
        const looks = monitor({
          batch,
          jobId,
          poolId,
          total,
          timeoutMs,
          clock,
          signal,
          blocked,
          onReactivate,
        });
        for await (const { completed, endedBecause, ...look } of looks) {
          emit({ event: "progress", total, ...look, elapsedMs: Math.round(clock.monotonicMs() - start) });
          watch.endedBecause = endedBecause;
          yield* completed;
        }
      } catch (error) {
        watch.failure = error;
      }
    },
  };
  return watch;
};

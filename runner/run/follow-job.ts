import pMap from "p-map";
import type { BatchTask } from "../azure/batch-task.ts";
import type { Clients } from "../azure/clients.ts";
import type { CommandContext } from "../command-context.ts";
import { type BlockedTasks, blockedTasks } from "../job/blocked-tasks.ts";
import { type Monitor, monitor } from "../job/monitor.ts";
import { type StaleInputs, staleInputs } from "../job/stale-inputs.ts";
import type { Straggler } from "../job/stragglers.ts";
import { chainLength, dependentsOf } from "../manifest/dependents.ts";
import { jobTasksOf } from "../manifest/job-tasks.ts";
import { cachedTasks, type Manifest, type ManifestTask, tasksToRun } from "../manifest/manifest.ts";
import { verifiedInputs } from "../results/input-flaws.ts";
import type { TaskJudge } from "../results/judge-task.ts";
import { blockedOutcome, hasWrongInput, staleOutcome, type TaskOutcome } from "../results/outcome.ts";
import type { OutcomeLog } from "../results/outcome-log.ts";
import type { PoolRecord } from "../results/pool-record.ts";
import type { Emit } from "../ui/events.ts";
import type { SlowTask } from "../ui/progress-events.ts";
import type { CostWatch } from "./cost-watch.ts";
import type { OutputsOfRun } from "./environment-of.ts";
import { failLimit } from "./fail-limit.ts";
import { type LastLook, lookAtPool } from "./look-at-pool.ts";

/** The part of a session that following a job needs. */
export interface FollowSession {
  readonly clients: Pick<Clients, "application" | "output" | "containerNamed"> & {
    readonly batch: Monitor["batch"] & LastLook["batch"];
  };
  readonly environment: { readonly outputs: OutputsOfRun };
}

interface FollowRequest {
  readonly manifest: Manifest;
  readonly session: FollowSession;
  readonly timeoutMs: number;
  /** Median duration of such tasks in earlier runs, if it is known. */
  readonly priorMs?: number | undefined;
  readonly context: Pick<CommandContext, "clock" | "signal">;
  readonly emit: Emit;
  readonly judge: TaskJudge;
  /** Receives the outcomes. */
  readonly log: OutcomeLog;
  /** Receives the pool's nodes. */
  readonly pool: PoolRecord;
  readonly costs?: CostWatch | undefined;
}

/** Tasks of each kind, completed and cached, that are judged at a time. */
const concurrency = 8;

/**
 * Follows a run's job to its end and records an outcome for each task that completed, was completed by an earlier run, was blocked or ran
 * on stale inputs. Tasks are judged while the job is being watched. Returns why the job ended with tasks that never ran.
 *
 * If watching fails, the tasks that have completed until then are judged before the error is thrown; if judging fails, watching stops.
 *
 * @throws RunnerError see `monitor`.
 */
export const followJob = async (request: FollowRequest): Promise<string | undefined> => {
  const { manifest, session, context, judge, log, emit } = request;
  const { jobId } = manifest;
  const verified = await verifiedInputs({ ...session.clients, jobId }, manifest.tasks);
  const storage = { ...session.clients, jobId, verified, taskNamed: log.task };
  const limit = failLimit(manifest, { batch: session.clients.batch, emit });
  const record = async (outcome: TaskOutcome): Promise<void> => {
    await log.add(outcome);
    emit({ event: "task", ...outcome });
  };
  const stop = new AbortController();
  const signal = AbortSignal.any([context.signal, stop.signal]);
  const blocked = blockedTasks(manifest);
  const stale = staleInputs(manifest);
  const watch = watchJob({ ...request, context: { ...context, signal } }, blocked);
  const judgeCompleted = inTurn(async (done) => {
    const task = log.task(done.id);
    stale.see(done);
    if (task === undefined) return;
    const outcome = await judge.judgeTask(storage, task, done);
    await record(outcome);
    await limit.see(outcome);
  });
  await Promise.all([
    pMap(
      cachedTasks(manifest),
      async ([task, cachedFrom]) => record(await judge.judgeCachedTask(storage, task, cachedFrom)),
      { concurrency, signal },
    ),
    pMap(watch.completed(), judgeCompleted, { concurrency, signal }),
  ]).finally(() => stop.abort());
  if (watch.failure !== undefined) throw watch.failure;
  for (const [id, failed] of blocked.all()) {
    const task = log.task(id);
    if (task !== undefined && !log.has(id)) await record(blockedOutcome(task, failed));
  }
  for (const outcome of staleOutcomes(manifest, log, stale)) await record(outcome);
  return limit.stopped() ?? request.costs?.stopped() ?? watch.endedBecause;
};

/** Handles a reactivated task's completion after its earlier one, so that the last outcome is recorded last. */
const inTurn = (handle: (done: BatchTask) => Promise<void>) => {
  const running = new Map<string, Promise<void>>();
  return async (done: BatchTask): Promise<void> => {
    const { id } = done;
    const turn = (running.get(id) ?? Promise.resolve()).then(() => handle(done));
    running.set(id, turn);
    try {
      await turn;
    } finally {
      if (running.get(id) === turn) running.delete(id);
    }
  };
};

interface Watch {
  readonly completed: () => AsyncGenerator<BatchTask>;
  /** Why watching stopped early. */
  failure?: unknown;
  endedBecause?: string | undefined;
}

const watchJob = (
  { manifest, session, context, timeoutMs, priorMs, emit, log, pool, costs }: FollowRequest,
  blocked: BlockedTasks,
): Watch => {
  const { clock, signal } = context;
  const { jobId } = manifest;
  const { batch } = session.clients;
  const { poolId } = session.environment.outputs;
  const total = jobTasksOf(manifest).count;
  const start = clock.monotonicMs();
  const onReactivate = ({ id, failure }: BatchTask): void =>
    emit({ event: "reactivated", taskId: id, code: failure?.code, message: failure?.message });
  const onNodes: Monitor["onNodes"] = (nodes) => {
    pool.seeNodes(nodes, clock.now());
    costs?.onNodes(nodes);
  };
  let lastEnd: Date | undefined;
  const watch: Watch = {
    completed: async function* () {
      // Without tasks to run there is no job.
      if (total === 0) return;
      try {
        const looks = monitor({
          ...{ batch, jobId, poolId, total, timeoutMs, priorMs, depth: depthOf(manifest) },
          ...{ clock, signal, blocked, onReactivate, onNodes },
        });
        for await (const { completed, endedBecause, stragglers, ...look } of looks) {
          const cost = costs?.soFar(look.counts);
          emit({
            ...{ event: "progress", total, ...look, stragglers: labelled(stragglers, log) },
            ...{ elapsedMs: Math.round(clock.monotonicMs() - start), cost },
          });
          await costs?.limit(cost, look.counts);
          watch.endedBecause = endedBecause;
          for (const { endTime } of completed) lastEnd = later(lastEnd, endTime);
          yield* completed;
        }
        await lookAtPool({ batch, jobId, poolId, clock, pool, lastEnd });
      } catch (error) {
        watch.failure = error;
      }
    },
  };
  return watch;
};

const later = (one: Date | undefined, other: Date | undefined): Date | undefined =>
  one === undefined || (other !== undefined && other > one) ? other : one;

const depthOf = (manifest: Manifest): number =>
  jobTasksOf(manifest).haveDependencies ? chainLength(tasksToRun(manifest)) : 1;

/** Adds names that users know; undefined without stragglers. */
const labelled = (
  stragglers: readonly Straggler[] = [],
  log: Pick<OutcomeLog, "task">,
): SlowTask[] | undefined =>
  stragglers.length === 0
    ? undefined
    : stragglers.map((each) => {
        const { name, inputs } = log.task(each.taskId) ?? {};
        return { ...each, label: name ?? inputs?.[0]?.name ?? each.taskId };
      });

/**
 * Yields new outcomes for tasks that succeeded on inputs that were not final: they ran before an upstream task was reactivated, or
 * after one whose inputs were wrong. The caller records each outcome before it takes the next one.
 */
const staleOutcomes = function* (
  manifest: Manifest,
  log: Pick<OutcomeLog, "all" | "get" | "task">,
  stale: StaleInputs,
): Generator<TaskOutcome> {
  if (!jobTasksOf(manifest).haveDependencies) return;
  for (const [id, upstream] of stale.all()) {
    const outcome = log.get(id);
    if (outcome?.succeeded)
      yield staleOutcome(outcome, `ran before ${named(upstream)} was reactivated; submit again`);
  }
  const dependents = dependentsOf(tasksToRun(manifest));
  const settled = new Set<string>();
  for (const { taskId, ...upstream } of log.all("unknown")) {
    if (settled.has(taskId) || !hasWrongInput(upstream)) continue;
    for (const id of dependents.ofAll([taskId])) {
      const outcome = settled.has(id) ? undefined : log.get(id);
      settled.add(id);
      if (outcome?.succeeded)
        yield staleOutcome(
          outcome,
          `ran after ${named({ id: taskId, ...upstream })}, whose inputs were wrong; submit again`,
        );
    }
  }
};

const named = ({ name, id }: Pick<ManifestTask, "name" | "id">): string => `"${name ?? id}"`;

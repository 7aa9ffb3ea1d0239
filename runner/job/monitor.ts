import type { BatchClient } from "../batch/batch-client.ts";
import type { BatchTask } from "../batch/batch-task.ts";
import { isServiceError } from "../batch/service-error.ts";
import type { Clock } from "../clock.ts";
import { environmentError, RunnerError } from "../errors.ts";
import { type CompletedTasks, completedTasks } from "./completed-tasks.ts";
import { countNodes, explainWait, type NodeCounts } from "./explain.ts";
import { timeoutError } from "./timeout-error.ts";

export interface Monitor {
  readonly batch: Pick<
    BatchClient,
    | "getTaskCounts"
    | "listTasks"
    | "getJob"
    | "getPool"
    | "listNodes"
    | "listFailedPreparations"
    | "readNodeFile"
  >;
  readonly jobId: string;
  readonly poolId: string;
  /** Tasks of the job. */
  readonly total: number;
  readonly timeoutMs: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** What one look at the job found. */
export interface Look {
  readonly counts: Counts;
  /** Tasks that completed since the last look. */
  readonly completed: readonly BatchTask[];
  /** The nodes, when they were looked at. */
  readonly nodes?: NodeCounts;
  /** Why nothing runs. */
  readonly waiting?: string;
  /** The job ended, for this reason, and left tasks that never ran. */
  readonly endedBecause?: string | undefined;
}

export interface Counts {
  readonly active: number;
  readonly running: number;
  readonly succeeded: number;
  readonly failed: number;
}

/**
 * Looks at the job until its tasks have completed, or itself. A look costs two calls and the tasks that changed, whatever
 * the size of the job; while nothing runs, four more. Throws a `RunnerError`: `timeout` after `timeoutMs`, `environment`
 * when nothing is going to run.
 */
export const monitor = async function* (options: Monitor): AsyncGenerator<Look> {
  const { batch, jobId, clock, signal, timeoutMs } = options;
  const start = clock.now().getTime();
  const changes = completedTasks(batch, jobId);
  let nodesSeen = Number.NEGATIVE_INFINITY;
  for (;;) {
    const { isOver, hopeless, ...look } = await lookAtJob(options, changes);
    if (look.nodes === undefined && !isOver && clock.now().getTime() - nodesSeen >= nodesEveryMs) {
      nodesSeen = clock.now().getTime();
      yield { ...look, nodes: countNodes(await batch.listNodes(options.poolId)) };
    } else yield look;
    if (hopeless !== undefined) throw hopeless;
    if (isOver) return;
    const elapsed = clock.now().getTime() - start;
    if (elapsed >= timeoutMs) throw await timeoutError({ batch, jobId, counts: look.counts, timeoutMs });
    await clock.sleep(Math.min(pollDelayMs(elapsed), timeoutMs - elapsed), signal);
  }
};

/** A short run should not wait for us, and a long one need not be looked at often: from a quarter to ten seconds. */
export const pollDelayMs = (elapsedMs: number): number =>
  Math.max(Math.min(1000, Math.max(250, elapsedMs / 4)), Math.min(10_000, elapsedMs / 100));

/** How often to look at nodes that work. */
const nodesEveryMs = 10_000;

interface FullLook extends Look {
  readonly isOver: boolean;
  readonly hopeless?: RunnerError | undefined;
}

const lookAtJob = async (options: Monitor, changes: CompletedTasks): Promise<FullLook> => {
  const counts = await countTasks(options);
  const completed = await changes.next();
  const isAllSeen = (): boolean => changes.seen.size >= options.total;
  if (isAllSeen()) return { counts, completed, isOver: true };
  if (counts.running > 0) return { counts, completed, isOver: false };
  const endedBecause = await endOfJob(options);
  if (endedBecause === undefined) return { counts, completed, isOver: false, ...(await lookAtPool(options)) };
  completed.push(...(await changes.rest()));
  return { counts, completed, isOver: true, endedBecause: isAllSeen() ? undefined : endedBecause };
};

/** Counts may lag behind [D: batch-get-resource-counts], so what no count mentions is waiting. */
const countTasks = async ({ batch, jobId, total }: Monitor): Promise<Counts> => {
  try {
    const { running, succeeded, failed } = await batch.getTaskCounts(jobId);
    return { running, succeeded, failed, active: Math.max(0, total - running - succeeded - failed) };
  } catch (error) {
    throw isServiceError(error, "JobNotFound") ? deleted(jobId) : error;
  }
};

const deleted = (jobId: string): RunnerError =>
  new RunnerError({ kind: "environment", message: `job ${jobId} was deleted meanwhile`, isFinal: true });

/** Why the job is over, or undefined while it is not. */
const endOfJob = async ({ batch, jobId }: Monitor): Promise<string | undefined> => {
  const job = await batch.getJob(jobId);
  if (job === undefined || job.state === "deleting") throw deleted(jobId);
  if (job.state !== "completed" && job.state !== "terminating") return undefined;
  return job.executionInfo?.terminateReason ?? "it was terminated";
};

const lookAtPool = async ({
  batch,
  jobId,
  poolId,
}: Monitor): Promise<Pick<FullLook, "nodes" | "waiting" | "hopeless">> => {
  const pool = await batch.getPool(poolId);
  const nodes = pool === undefined ? [] : await batch.listNodes(poolId);
  const isReady = nodes.some(({ state }) => state === "idle" || state === "running");
  const failedPreparations = isReady ? await batch.listFailedPreparations(jobId) : [];
  const { text, hopeless, stderr } = explainWait({ poolId, pool, nodes, failedPreparations });
  const look = { nodes: countNodes(nodes), waiting: text };
  if (!hopeless) return look;
  const said = stderr && (await batch.readNodeFile({ poolId, ...stderr }));
  return {
    ...look,
    hopeless: environmentError(`${text}: no task can run`, said ? lastLines(said) : undefined),
  };
};

const lastLines = (text: string): string =>
  text
    .trimEnd()
    .split("\n")
    .slice(-10)
    .map((line) => `  ${line}`)
    .join("\n");

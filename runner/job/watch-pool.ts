import type { BatchServiceModels as Models } from "@azure/batch";
import type { BatchClient } from "../azure/batch-client.ts";
import type { BatchTask } from "../azure/batch-task.ts";
import type { Clock } from "../clock.ts";
import { environmentError, type RunnerError } from "../errors.ts";
import { explainWait, type PoolView, stderrToRead } from "./explain.ts";
import { shortfallOf } from "./explain-pool.ts";
import { countNodes, type NodeCounts } from "./node-words.ts";

export interface WatchPool {
  readonly batch: Pick<
    BatchClient,
    | "getJob"
    | "getPool"
    | "getTask"
    | "listNodes"
    | "listFailedPreparations"
    | "readNodeFile"
    | "listWaitingTasks"
    | "listJobsOnNode"
  >;
  readonly jobId: string;
  readonly poolId: string;
  readonly clock: Clock;
  /** Called with the pool's nodes each time that they are listed. */
  readonly onNodes?: ((nodes: readonly Models.ComputeNode[]) => void) | undefined;
}

export interface PoolWatch {
  /** Counts the nodes while tasks run, and explains why there are fewer than the pool's target. */
  readonly nodesAtWork: () => Promise<{
    readonly nodes: NodeCounts;
    readonly shortfall?: string | undefined;
  }>;
  /** Explains why no task runs. `hopeless` is the error to throw if none ever will. */
  readonly whyNothingRuns: (job: PoolView["job"]) => Promise<{
    readonly nodes: NodeCounts;
    readonly waiting: string;
    readonly hopeless?: RunnerError | undefined;
  }>;
}

/** Watches a pool while a job runs on it. The cost of a look doesn't depend on the size of the job. */
export const watchPool = ({ batch, jobId, poolId, clock, onNodes }: WatchPool): PoolWatch => {
  const listNodes = async (): Promise<Models.ComputeNode[]> => {
    const nodes = await batch.listNodes(poolId);
    onNodes?.(nodes);
    return nodes;
  };
  // The files of a failed start task don't change.
  const read = new Map<string, string | undefined>();
  const readOnce = async (file: { nodeId: string; path: string }): Promise<string | undefined> => {
    const key = `${file.nodeId}/${file.path}`;
    if (!read.has(key)) read.set(key, await batch.readNodeFile({ poolId, ...file }));
    return read.get(key);
  };

  const lookAt = async (job: PoolView["job"]): Promise<PoolView> => {
    const pool = await batch.getPool(poolId);
    const nodes = pool === undefined ? [] : await listNodes();
    const ready = nodes.filter(({ state }) => state === "idle" || state === "running");
    const busy = nodes.find(({ state }) => state === "running");
    const [failedPreparations, waitingTasks, jobsOnNode] = await Promise.all([
      ready.length > 0 ? batch.listFailedPreparations(jobId) : [],
      ready.length > 0 ? batch.listWaitingTasks(jobId) : [],
      busy?.id === undefined ? [] : batch.listJobsOnNode(poolId, busy.id),
    ]);
    const other = jobsOnNode.find((id) => id !== jobId);
    const [otherJob, failedDependency] = await Promise.all([
      other === undefined ? undefined : batch.getJob(other),
      findFailedDependency(waitingTasks, (id) => batch.getTask(jobId, id)),
    ]);
    const view = { poolId, pool, nodes, failedPreparations, job, otherJob, waitingTasks, failedDependency };
    const file = stderrToRead(view);
    const stderr = file === undefined ? undefined : await readOnce(file);
    return { ...view, stderr, now: clock.now() };
  };

  return {
    nodesAtWork: async () => {
      const [pool, nodes] = await Promise.all([batch.getPool(poolId), listNodes()]);
      return { nodes: countNodes(nodes), shortfall: pool && shortfallOf(pool, clock.now()) };
    },
    whyNothingRuns: async (job) => {
      const view = await lookAt(job);
      const { text, hopeless } = explainWait(view);
      const look = { nodes: countNodes(view.nodes), waiting: text };
      if (!hopeless) return look;
      return {
        ...look,
        hopeless: environmentError(
          "NoTaskCanRun",
          `no task can run: ${text}`,
          view.stderr && lastLines(view.stderr),
        ),
      };
    },
  };
};

/** Limit of waiting tasks, and of dependencies of each, to look up. */
const fewTasks = 3;

/** Returns the first of a few waiting tasks that depends on a failed task, which Batch never runs. */
const findFailedDependency = async (
  tasks: PoolView["waitingTasks"],
  getTask: (taskId: string) => Promise<BatchTask | undefined>,
): Promise<PoolView["failedDependency"]> => {
  for (const { id, dependsOn } of tasks.slice(0, fewTasks)) {
    const needed = await Promise.all(dependsOn.slice(0, fewTasks).map(getTask));
    const failed = needed.find((task) => task?.state === "completed" && hasFailed(task));
    if (failed !== undefined) return { id, needs: failed.id };
  }
  return undefined;
};

const hasFailed = ({ exitCode, failure }: BatchTask): boolean =>
  failure !== undefined || (exitCode !== undefined && exitCode !== 0);

const lastLines = (text: string): string =>
  text
    .trimEnd()
    .split("\n")
    .slice(-10)
    .map((line) => `  ${line}`)
    .join("\n");

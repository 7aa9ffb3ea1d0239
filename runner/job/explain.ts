import type { BatchServiceModels as Models } from "@azure/batch";
import type { FailedPreparation } from "../azure/batch-client.ts";
import type { NodeFile } from "../azure/file-calls.ts";
import type { WaitingTask } from "../azure/waiting-calls.ts";
import { formatElapsed } from "../text/elapsed.ts";
import { type Explanation, explainEmpty, oneLine, type PoolState, shortfallOf } from "./explain-pool.ts";
import { countNodes, describeNodes } from "./node-words.ts";

/** Pool, nodes and tasks at a moment when no task of the job runs. */
export interface PoolView {
  readonly poolId: string;
  /** Undefined if the pool doesn't exist. */
  readonly pool: PoolState | undefined;
  readonly nodes: readonly Pick<
    Models.ComputeNode,
    "id" | "state" | "stateTransitionTime" | "errors" | "startTaskInfo"
  >[];
  readonly failedPreparations: readonly FailedPreparation[];
  readonly job: Pick<Models.CloudJob, "state" | "priority">;
  /** Another job whose tasks run on the pool's nodes. */
  readonly otherJob: Pick<Models.CloudJob, "id" | "priority"> | undefined;
  /** The first few tasks that Batch lists as active. */
  readonly waitingTasks: readonly WaitingTask[];
  /** One of them that depends on a failed task. */
  readonly failedDependency: { readonly id: string; readonly needs: string } | undefined;
  /** Content of the file that `stderrToRead` returns. */
  readonly stderr: string | undefined;
  readonly now: Date;
}

/** Explains why no task of an unfinished job runs. */
export const explainWait = (view: PoolView): Explanation => {
  const { poolId, pool, nodes, job, now } = view;
  if (pool === undefined) return { text: `pool ${poolId} does not exist`, hopeless: true };
  if (pool.state === "deleting") return { text: `pool ${poolId} is being deleted`, hopeless: true };
  if (job.state === "disabled" || job.state === "disabling")
    return { text: "the job is disabled; enable it to run its tasks", hopeless: false };
  if (nodes.length === 0) return explainEmpty(poolId, pool, now);
  const { failed, dead, unprepared } = unfit(view);
  if (dead.length + unprepared.length >= nodes.length) {
    // A pool that is resizing may get better nodes.
    return { text: failureWords(view), hopeless: pool.allocationState === "steady" };
  }
  const tasks = explainTasks(view);
  if (tasks !== undefined) return tasks;
  const hasFailures = failed.length + unprepared.length > 0;
  const parts = [
    ...(hasFailures ? [nodeWords(view), failureWords(view)] : preparingWords(view)),
    ...[shortfallOf(pool, now)].filter((text) => text !== undefined),
  ];
  return { text: parts.join("; "), hopeless: false };
};

const nodeWords = (view: Pick<PoolView, "nodes" | "job" | "otherJob">): string =>
  `nodes: ${describeNodes(countNodes(view.nodes))}${busyWords(view)}`;

/** Returns the nodes and for how long they have been preparing, in one part if all are in the same state. */
const preparingWords = (view: Pick<PoolView, "nodes" | "job" | "otherJob" | "now">): string[] => {
  const { nodes, now } = view;
  const words = nodeWords(view);
  const isOneState = new Set(nodes.map(({ state }) => state)).size === 1;
  const inStartTask = nodes.flatMap(({ state, startTaskInfo }) =>
    state === "waitingforstarttask" && startTaskInfo?.startTime ? [startTaskInfo.startTime] : [],
  );
  if (inStartTask.length > 0) {
    const age = ageOfFirst(inStartTask, now);
    return isOneState ? [`${words} for ${age}`] : [words, `the start task has run for ${age}`];
  }
  const starting = nodes.flatMap(({ state, stateTransitionTime }) =>
    (state === "creating" || state === "starting") && stateTransitionTime ? [stateTransitionTime] : [],
  );
  if (starting.length === 0) return [words];
  const age = `for ${ageOfFirst(starting, now)}, which usually takes a few minutes`;
  return isOneState ? [`${words} ${age}`] : [words, `starting ${age}`];
};

const ageOfFirst = (times: readonly Date[], now: Date): string =>
  formatElapsed(now.getTime() - Math.min(...times.map((time) => time.getTime())));

/** Returns the file on a node that explains why the node runs no task. */
export const stderrToRead = (
  view: Pick<PoolView, "nodes" | "failedPreparations">,
): Pick<NodeFile, "nodeId" | "path"> | undefined => {
  const { failed, unprepared } = unfit(view);
  const preparation = unprepared.find(({ folder }) => folder !== undefined);
  if (preparation !== undefined)
    return { nodeId: preparation.nodeId, path: `${preparation.folder}/stderr.txt` };
  if (unprepared.length > 0) return undefined;
  const nodeId = failed[0]?.id;
  return nodeId === undefined ? undefined : { nodeId, path: "startup/stderr.txt" };
};

/** Returns the nodes that can't run a task of the job. */
const unfit = ({ nodes, failedPreparations }: Pick<PoolView, "nodes" | "failedPreparations">) => {
  const failed = nodes.filter(({ state }) => state === "starttaskfailed");
  const unusable = nodes.filter(({ state }) => state === "unusable");
  const unprepared = failedPreparations.filter(({ nodeId }) => nodes.some(({ id }) => id === nodeId));
  return { failed, unusable, dead: [...failed, ...unusable], unprepared };
};

type Unfit = Pick<PoolView, "nodes" | "failedPreparations" | "stderr">;

const failureWords = ({ nodes, failedPreparations, stderr }: Unfit): string => {
  const { failed, unusable, unprepared } = unfit({ nodes, failedPreparations });
  const all = nodes.length;
  const [preparation] = unprepared;
  if (preparation !== undefined) {
    const { exitCode, message } = preparation;
    const count = all === unprepared.length + failed.length ? all : unprepared.length;
    return `the job preparation task failed on ${where(count, all)} (${reason(exitCode, message, stderr)})`;
  }
  const [start] = failed;
  if (start !== undefined) {
    const { exitCode, failureInfo } = start.startTaskInfo ?? {};
    const count = all === failed.length + unusable.length ? all : failed.length;
    return `the start task failed on ${where(count, all)} (${reason(exitCode, failureInfo?.message, stderr)})`;
  }
  const error = unusable.flatMap(({ errors }) => errors ?? [])[0];
  return `no node is usable${error ? `: ${error.code}: ${oneLine(error.message)}` : ""}`;
};

const where = (count: number, all: number): string => {
  if (count < all) return `${count} of ${all} nodes`;
  return all === 1 ? "the node" : `all ${all} nodes`;
};

/** Returns `exit code 7: no space`, with the last line of stderr. */
const reason = (
  exitCode: number | undefined,
  message: string | undefined,
  stderr: string | undefined,
): string => {
  const last = stderr?.trimEnd().split("\n").at(-1)?.trim();
  const why = exitCode === undefined ? oneLine(message) : `exit code ${exitCode}`;
  return last ? `${why}: ${last}` : why;
};

/** Explains why waiting tasks don't run on available nodes; undefined if the tasks aren't the reason. */
const explainTasks = ({
  pool,
  waitingTasks,
  failedDependency,
}: Pick<PoolView, "pool" | "waitingTasks" | "failedDependency">): Explanation | undefined => {
  const { taskSlotsPerNode: slots = 1 } = pool ?? {};
  const [first] = waitingTasks;
  if (first === undefined) return undefined;
  // Batch accepts such a task and never runs it (Azure/Batch#117).
  if (waitingTasks.every(({ requiredSlots }) => requiredSlots > slots)) {
    const text = `task ${first.id} needs ${first.requiredSlots} task slots, but a node has ${slots}`;
    return { text, hopeless: true };
  }
  if (failedDependency !== undefined) {
    const { id, needs } = failedDependency;
    return { text: `task ${id} depends on task ${needs}, which failed`, hopeless: false };
  }
  return undefined;
};

const busyWords = ({ nodes, job, otherJob }: Pick<PoolView, "nodes" | "job" | "otherJob">): string => {
  if (!nodes.some(({ state }) => state === "running")) return "";
  if (otherJob === undefined) return ", busy with other jobs";
  const { priority = 0 } = otherJob;
  const own = job.priority ?? 0;
  return `, busy with job ${otherJob.id}${priority > own ? `, which has priority ${priority} (this job: ${own})` : ""}`;
};

import type { StoredJob } from "../state/store.ts";
import type { TaskRow } from "../state/task-row.ts";
import type { TaskDefinition } from "../state/task-types.ts";
import { newAbort } from "./abort.ts";
import { chooseNodes } from "./choose-node-for-task.ts";
import type { ClusterContext, NodeRuntime, PoolRuntime, Run } from "./runtime.ts";

/** Starts tasks of a pool's jobs, by priority, while slots are free, and adds their attempts to `started`. */
export const placeTasks = (
  context: Pick<ClusterContext, "store" | "pools" | "runs">,
  seq: number,
  started: Run[],
): void => {
  const pool = context.pools.get(seq);
  const stored = context.store.pools.get(seq);
  if (pool === undefined || stored?.doc.state !== "active") return;
  const nodes = [...pool.nodes.values()].filter((node) => node.accepts);
  for (const job of jobsInOrder(context, pool)) {
    const free = nodes.map((node) => node.slots - node.used);
    const most = Math.max(0, ...free);
    if (most === 0) break;
    const limit = Math.min(
      free.reduce((sum, each) => sum + each, 0),
      remainingParallelTasks(context, job),
    );
    if (limit === 0) continue;
    const tasks = context.store.tasks.ready(job.seq, { slots: most, tasks: limit });
    if (tasks.length === 0 && !context.store.tasks.hasReady(job.seq)) pool.ready.delete(job.seq);
    const candidates = tasks.map(candidateOf);
    for (const { task, node } of chooseNodes(
      candidates,
      nodes,
      stored.doc.taskSchedulingPolicy.nodeFillType,
    )) {
      const target = pool.nodes.get(node);
      if (target !== undefined) started.push(begin(context, { ...task, node: target, storedJob: job }));
    }
  }
};

/** Returns the active jobs with tasks to start: highest priority first, then the oldest. */
const jobsInOrder = (context: Pick<ClusterContext, "store">, pool: PoolRuntime): StoredJob[] => {
  const jobs: StoredJob[] = [];
  for (const seq of pool.ready) {
    const job = context.store.jobs.get(seq);
    if (job?.doc.state === "active") jobs.push(job);
    else pool.ready.delete(seq);
  }
  return jobs.length < 2 ? jobs : jobs.sort((a, b) => b.doc.priority - a.doc.priority || a.seq - b.seq);
};

/** Returns how many more tasks of the job may run in parallel. */
const remainingParallelTasks = (context: Pick<ClusterContext, "store">, job: StoredJob): number => {
  if (job.doc.maxParallelTasks === -1) return Number.MAX_SAFE_INTEGER;
  return Math.max(0, job.doc.maxParallelTasks - context.store.tallies.get(job.seq).running);
};

const candidateOf = (row: TaskRow) => {
  const definition = JSON.parse(row.doc) as TaskDefinition;
  // An affinity id is `TVM:<node id>`, as in the properties of nodes and tasks.
  const affinity = definition.affinityInfo?.affinityId.replace(/^TVM:/, "");
  return { seq: row.seq, job: row.job, slots: row.slots, affinity, row, definition };
};

const begin = (
  context: Pick<ClusterContext, "store" | "runs">,
  placed: { row: TaskRow; definition: TaskDefinition; node: NodeRuntime; storedJob: StoredJob },
): Run => {
  const { row, definition, node, storedJob } = placed;
  const state = storedJob.doc.jobPreparationTask === undefined ? "running" : "preparing";
  const { promise: settled, resolve: settle } = Promise.withResolvers<void>();
  const task = context.store.tasks.place(row, { state, pool: node.pool, node: node.id });
  const run: Run = { task, definition, node, abort: newAbort(), work: settled, settled, settle };
  node.used += row.slots;
  node.runs.add(run);
  context.runs.set(row.seq, run);
  return run;
};

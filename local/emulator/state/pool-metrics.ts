import type { Database } from "./database.ts";
import type { Stored } from "./documents.ts";
import type { Node, Pool } from "./resource-types.ts";
import type { Metrics } from "./samples.ts";

/**
 * Returns a pool's current service variables. A task is active if only a node is missing: its job is active and its
 * dependencies are satisfied. Preparing counts as running, as in task counts.
 * https://learn.microsoft.com/azure/batch/batch-automatic-scaling
 */
export const poolMetrics = (
  db: Database,
  pool: Stored<Pool, string>,
  nodes: readonly Stored<Node, number>[],
): Metrics => {
  const sums = db.get<Record<"running" | "succeeded" | "failed", number>>(
    `SELECT coalesce(sum(iif(job.state = 'completed', 0, tally.running)), 0) AS running,
       coalesce(sum(tally.succeeded), 0) AS succeeded, coalesce(sum(tally.failed), 0) AS failed
     FROM job JOIN tally ON tally.job = job.seq WHERE job.parent = ? AND job.pool = ?`,
    pool.parent,
    pool.doc.id,
  );
  const { running, succeeded, failed } = sums ?? { running: 0, succeeded: 0, failed: 0 };
  const active = db.get<{ count: number }>(
    `SELECT count(*) AS count FROM task INDEXED BY task_ready
     WHERE ready = 1 AND job IN (SELECT seq FROM job WHERE parent = ? AND pool = ? AND state = 'active')`,
    pool.parent,
    pool.doc.id,
  )!.count;
  const count = (is: (node: Node) => boolean): number => nodes.filter(({ doc }) => is(doc)).length;
  const usable = count(({ state }) => state === "idle" || state === "running");
  return {
    $ActiveTasks: active,
    $RunningTasks: running,
    $PendingTasks: active + running,
    $SucceededTasks: succeeded,
    $FailedTasks: failed,
    $CurrentDedicatedNodes: count(({ isDedicated }) => isDedicated),
    $CurrentLowPriorityNodes: count(({ isDedicated }) => !isDedicated),
    $PreemptedNodeCount: count(({ state }) => state === "preempted"),
    $UsableNodeCount: usable,
    $SampleNodeCount: usable,
    $TaskSlotsPerNode: pool.doc.taskSlotsPerNode,
  };
};

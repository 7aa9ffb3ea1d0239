import { join } from "node:path";
import type { StoredJob } from "../state/store.ts";
import type { TaskRow } from "../state/task-row.ts";
import { jobTerminating } from "../state/transitions.ts";
import { limitMillis } from "../time/duration.ts";
import { nodeDir, removeDirectory, taskPath } from "./directories.ts";
import type { ClusterContext } from "./runtime.ts";

/** Terminates a job when its `maxWallClockTime`, counted from its creation, is over. */
export const watchJob = (
  context: Pick<ClusterContext, "store" | "clock" | "alarm" | "advance">,
  job: StoredJob,
): void => {
  const limit = limitMillis(job.doc.constraints.maxWallClockTime);
  const key = `job ${job.seq}`;
  if (limit === undefined || job.doc.state === "completed") {
    context.alarm.clear(key);
    return;
  }
  context.alarm.set(key, Date.parse(job.doc.creationTime) + limit, () => {
    const now = context.store.jobs.get(job.seq);
    if (now === undefined || !/^(active|disabling|disabled|enabling)$/.test(now.doc.state)) return;
    const doc = jobTerminating(now.doc, { reason: "MaxWallClockTimeExpiry", now: context.clock.now() });
    context.store.transaction(() => context.store.jobs.save({ ...now, doc }));
    context.advance(job.seq);
  });
};

/**
 * Returns a function that removes the files of completed tasks when their retention is over. It takes the next such time in
 * microseconds; without one it looks it up in the database.
 */
export const createRetentionWatch = (
  context: Pick<ClusterContext, "store" | "clock" | "dir" | "alarm" | "onBug">,
): ((expires?: number) => void) => {
  let next = Number.POSITIVE_INFINITY;
  const watch = (expires = context.store.tasks.nextExpiry()): void => {
    if (expires === undefined || expires >= next) return;
    next = expires;
    context.alarm.set("retention", Math.ceil(expires / 1000), () => {
      next = Number.POSITIVE_INFINITY;
      cleanUp(context).then(() => watch(), context.onBug);
    });
  };
  return watch;
};

const cleanUp = async (context: Pick<ClusterContext, "store" | "clock" | "dir">): Promise<void> => {
  const tasks = context.store.tasks.expired(context.clock.now());
  for (const task of tasks) await removeTaskFiles(context, task);
  context.store.transaction(() => {
    for (const task of tasks) context.store.tasks.keep(task.seq);
  });
};

/** Removes the task's directory from the node that ran it last. Does nothing if either no longer exists. */
export const removeTaskFiles = async (
  context: Pick<ClusterContext, "store" | "dir">,
  task: TaskRow,
): Promise<void> => {
  const dir = taskDirOf(context, task);
  if (dir !== undefined) await removeDirectory(dir);
};

/** Returns the directory of a task's files; undefined if the task never ran or its node was removed. */
export const taskDirOf = (
  context: Pick<ClusterContext, "store" | "dir">,
  task: TaskRow,
): string | undefined => {
  const job = context.store.jobs.get(task.job);
  if (job === undefined || task.pool === null || task.node === null) return undefined;
  const pool = context.store.pools.get(task.pool);
  const node = context.store.nodes.find(task.pool, task.node);
  if (pool === undefined || node === undefined) return undefined;
  const dir = nodeDir(context.dir, { account: pool.parent, pool: pool.doc.id, id: node.doc.id });
  return join(dir, taskPath(job.doc.id, task.id));
};

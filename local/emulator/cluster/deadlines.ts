import { join } from "node:path";
import type { StoredJob } from "../state/store.ts";
import type { TaskRow } from "../state/task-row.ts";
import { jobTerminating } from "../state/transitions.ts";
import { limitMillis } from "../time/duration.ts";
import { nodeDir, removeDirectory, taskPath } from "./directories.ts";
import type { Room } from "./runtime.ts";

/** A job's `maxWallClockTime` counts from its creation; when it is over the job is terminated. */
export const watchJob = (room: Room, job: StoredJob): void => {
  const limit = limitMillis(job.doc.constraints.maxWallClockTime);
  const key = `job ${job.seq}`;
  if (limit === undefined || job.doc.state === "completed") {
    room.alarm.clear(key);
    return;
  }
  room.alarm.set(key, Date.parse(job.doc.creationTime) + limit, () => {
    const now = room.store.jobs.get(job.seq);
    if (now === undefined || !/^(active|disabling|disabled|enabling)$/.test(now.doc.state)) return;
    const doc = jobTerminating(now.doc, { reason: "MaxWallClockTimeExpiry", now: room.clock.now() });
    room.store.transaction(() => room.store.jobs.save({ ...now, doc }));
    room.advance(job.seq);
  });
};

/** Removes the files of completed tasks when their retention is over. */
export const watchRetention = (room: Room, expires = room.store.tasks.nextExpiry()): void => {
  if (expires === undefined || expires >= room.nextExpiry.at) return;
  room.nextExpiry.at = expires;
  room.alarm.set("retention", Math.ceil(expires / 1000), () => {
    room.nextExpiry.at = Number.POSITIVE_INFINITY;
    cleanUp(room).then(() => watchRetention(room), room.onBug);
  });
};

const cleanUp = async (room: Room): Promise<void> => {
  const tasks = room.store.tasks.expired(room.clock.now());
  for (const task of tasks) await removeTaskFiles(room, task);
  room.store.transaction(() => {
    for (const task of tasks) room.store.tasks.keep(task.seq);
  });
};

/** The directory of a task on the node where it was last; fine if either is gone. */
export const removeTaskFiles = async (room: Pick<Room, "store" | "dir">, task: TaskRow): Promise<void> => {
  const dir = taskDirOf(room, task);
  if (dir !== undefined) await removeDirectory(dir);
};

/** Where a task's files are; undefined if it never ran or its node is gone. */
export const taskDirOf = (room: Pick<Room, "store" | "dir">, task: TaskRow): string | undefined => {
  const job = room.store.jobs.get(task.job);
  if (job === undefined || task.pool === null || task.node === null) return undefined;
  const pool = room.store.pools.get(task.pool);
  const node = room.store.nodes.find(task.pool, task.node);
  if (pool === undefined || node === undefined) return undefined;
  const dir = nodeDir(room.dir, { account: pool.parent, pool: pool.doc.id, id: node.doc.id });
  return join(dir, taskPath(job.doc.id, task.id));
};

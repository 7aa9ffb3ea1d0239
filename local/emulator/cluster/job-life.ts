import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import pMap from "p-map";
import type { Job } from "../state/resource-types.ts";
import type { StoredJob } from "../state/store.ts";
import { jobCompleted, jobIn } from "../state/transitions.ts";
import { jobPath, removeDirectory } from "./directories.ts";
import { poolOf } from "./dispatcher.ts";
import { endRuns } from "./end-runs.ts";
import { advanceSchedule, scheduleOf } from "./job-schedule-life.ts";
import { endPreparation, releaseJob } from "./preparation.ts";
import { isClosing, type NodeRuntime, type Room, type Run } from "./runtime.ts";

/** Carries a job that is disabling, terminating or deleting to the end of that; nothing to do for others. */
export const advanceJob = async (room: Room, seq: number): Promise<void> => {
  for (;;) {
    const job = room.store.jobs.get(seq);
    if (job === undefined || isClosing(room)) return;
    const again = await step(room, job);
    if (!again) return;
  }
};

/** One step; whether the job is to be looked at again, since it may have changed meanwhile. */
const step = async (room: Room, job: StoredJob): Promise<boolean> => {
  const runs = runsOf(room, job.seq);
  if (job.doc.state === "disabling") {
    // Who waits for its tasks is called again when one of them has ended.
    if (job.doc.disableTasks === "wait" && runs.length > 0) return false;
    await endRuns(runs, job.doc.disableTasks === "terminate" ? "terminate" : "requeue");
    return !save(room, job, (doc) => jobIn(doc, "disabled", room.clock.now()));
  }
  if (job.doc.state !== "terminating" && job.doc.state !== "deleting") return false;
  await endRuns(runs, "terminate");
  await onNodes(room, job, (node) => endPreparation({ job, node }));
  await onNodes(room, job, (node) => releaseJob(room, { job, node }));
  if (job.doc.state === "terminating") {
    if (!save(room, job, (doc) => jobCompleted(doc, room.clock.now()))) return true;
  } else await purge(room, job);
  if (!isClosing(room)) ended(room, job);
  return false;
};

/** What was there for the job alone goes with it; its schedule may have the next one made. */
const ended = (room: Room, job: StoredJob): void => {
  const automatic = job.doc.poolInfo.autoPoolSpecification;
  const pool = room.store.pools.find(job.parent, job.doc.executionInfo.poolId ?? "");
  if (automatic?.poolLifetimeOption === "job" && automatic.keepAlive !== true && pool?.doc.state === "active")
    room.deletePool(pool.seq);
  const schedule = scheduleOf(room, job);
  if (schedule !== undefined) advanceSchedule(room, schedule.seq);
};

const runsOf = (room: Room, job: number): Run[] =>
  [...room.runs.values()].filter((run) => run.task.job === job);

const onNodes = async (
  room: Room,
  job: StoredJob,
  act: (node: NodeRuntime) => Promise<void>,
): Promise<void> => {
  await pMap(poolOf(room, job.seq)?.nodes.values() ?? [], act, { concurrency: 16 });
};

/** Saves the job unless it has left its state meanwhile; tells which. */
const save = (room: Room, before: StoredJob, change: (doc: Job) => Job): boolean =>
  room.store.transaction(() => {
    const job = room.store.jobs.get(before.seq);
    if (isClosing(room)) return true;
    if (job?.doc.state !== before.doc.state) return false;
    room.store.jobs.save({ ...job, doc: change(job.doc) });
    return true;
  });

/** Tasks in portions, so that a great job does not stop the service while it goes. */
const purge = async (room: Room, job: StoredJob): Promise<void> => {
  await onNodes(room, job, (node) => removeDirectory(join(node.dir, jobPath(job.doc.id))));
  const { store } = room;
  while (store.transaction(() => store.tasks.removeSome(job.seq, 1000)) > 0) {
    await setImmediate();
    if (isClosing(room)) return;
  }
  store.transaction(() => store.removeJob(job.seq));
  for (const pool of room.pools.values()) pool.ready.delete(job.seq);
  for (const pool of room.pools.values())
    for (const node of pool.nodes.values()) node.preparations.delete(job.seq);
};

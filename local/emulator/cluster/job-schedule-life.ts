import { createJob } from "../state/create-job.ts";
import { turnOf } from "../state/recurrence.ts";
import type { JobSchedule } from "../state/schedule-types.ts";
import type { StoredJob, StoredSchedule } from "../state/store.ts";
import { jobIn, jobTerminating, scheduleIn } from "../state/transitions.ts";
import { formatTime, parseTime } from "../time/clock.ts";
import type { Room } from "./runtime.ts";

/**
 * Does what a job schedule asks for now: makes its next job, or carries its end on. To be called when it was added or
 * changed, and when one of its jobs has ended.
 */
export const advanceSchedule = (room: Room, seq: number): void => {
  const schedule = room.store.schedules.get(seq);
  if (schedule === undefined) return;
  if (schedule.doc.state === "active") runIfDue(room, schedule);
  if (schedule.doc.state === "terminating") terminate(room, schedule);
  if (schedule.doc.state === "deleting") remove(room, schedule);
};

/** The schedule that a job is of: its id is `<schedule>:job-<number>`, which no other job's can be. */
export const scheduleOf = (room: Pick<Room, "store">, job: StoredJob): StoredSchedule | undefined => {
  const [id, number] = job.doc.id.split(":");
  return number === undefined ? undefined : room.store.schedules.find(job.parent, id ?? "");
};

/** Jobs of a schedule, also those that have completed. */
const jobsOf = ({ store }: Room, { parent, doc }: StoredSchedule): StoredJob[] =>
  // The character after the colon.
  store.jobs.where({
    sql: "parent = ? AND id >= ? AND id < ?",
    values: [parent, `${doc.id}:`, `${doc.id};`],
  });

const runIfDue = (room: Room, schedule: StoredSchedule): void => {
  const { executionInfo } = schedule.doc;
  const recent = executionInfo.recentJob && room.store.jobs.find(schedule.parent, executionInfo.recentJob.id);
  // It is looked at again when that job ends.
  if (recent !== undefined && recent.doc.state !== "completed") return;
  const due = executionInfo.nextRunTime === undefined ? undefined : parseTime(executionInfo.nextRunTime);
  if (due === undefined) {
    complete(room, schedule);
    return;
  }
  const { runs, next } = turnOf(schedule.doc.schedule, due, room.clock.now());
  const nextRunTime = next === undefined ? undefined : formatTime(next);
  const planned = { ...schedule.doc, executionInfo: { ...executionInfo, nextRunTime } };
  if (runs) makeJob(room, { ...schedule, doc: planned });
  else if (next === undefined) complete(room, { ...schedule, doc: planned });
  else room.store.transaction(() => room.store.schedules.save({ ...schedule, doc: planned }));
  if (next !== undefined) wakeAt(room, schedule.seq, next);
};

const wakeAt = (room: Room, seq: number, micros: number): void =>
  room.alarm.set(`schedule ${seq}`, Math.ceil(micros / 1000), () => advanceSchedule(room, seq));

const makeJob = (room: Room, schedule: StoredSchedule): void => {
  const { store, clock } = room;
  const number = schedule.doc.jobs + 1;
  const id = `${schedule.doc.id}:job-${number}`;
  const { jobSpecification, autoPoolId } = schedule.doc;
  const shares = jobSpecification.poolInfo.autoPoolSpecification?.poolLifetimeOption === "jobschedule";
  const onPool = shares && autoPoolId !== undefined ? { poolId: autoPoolId, startTime: "" } : undefined;
  const { job, pool } = store.transaction(() => {
    const created = createJob({ store, clock }, schedule.parent, {
      ...jobSpecification,
      id,
      executionInfo: onPool,
    });
    const doc: JobSchedule = {
      ...schedule.doc,
      jobs: number,
      executionInfo: { ...schedule.doc.executionInfo, recentJob: { id } },
      ...(shares ? { autoPoolId: created.job.doc.executionInfo.poolId } : {}),
    };
    store.schedules.save({ ...schedule, doc });
    return created;
  });
  if (pool !== undefined) room.openPool(pool.seq);
  room.jobChanged(job.seq);
};

const complete = (room: Room, schedule: StoredSchedule): void => {
  const now = room.clock.now();
  const done = scheduleIn(schedule.doc, "completed", now);
  const doc = { ...done, executionInfo: { ...done.executionInfo, endTime: formatTime(now) } };
  room.store.transaction(() => room.store.schedules.save({ ...schedule, doc }));
  removePool(room, schedule);
};

/** Its active jobs end first. */
const terminate = (room: Room, schedule: StoredSchedule): void => {
  const active = jobsOf(room, schedule).filter(({ doc }) => doc.state !== "completed");
  for (const job of active) {
    if (job.doc.state === "terminating" || job.doc.state === "deleting") continue;
    const doc = jobTerminating(job.doc, { reason: "TerminateJobSchedule", now: room.clock.now() });
    room.store.transaction(() => room.store.jobs.save({ ...job, doc }));
    room.jobChanged(job.seq);
  }
  if (active.length === 0) complete(room, schedule);
};

/** All its jobs go first. */
const remove = (room: Room, schedule: StoredSchedule): void => {
  const jobs = jobsOf(room, schedule);
  for (const job of jobs) {
    if (job.doc.state === "deleting") continue;
    room.store.transaction(() =>
      room.store.jobs.save({ ...job, doc: jobIn(job.doc, "deleting", room.clock.now()) }),
    );
    room.jobChanged(job.seq);
  }
  if (jobs.length > 0) return;
  room.alarm.clear(`schedule ${schedule.seq}`);
  room.store.transaction(() => room.store.schedules.remove(schedule.seq));
  removePool(room, schedule);
};

const removePool = (room: Room, { parent, doc }: StoredSchedule): void => {
  const pool = doc.autoPoolId === undefined ? undefined : room.store.pools.find(parent, doc.autoPoolId);
  const keeps = doc.jobSpecification.poolInfo.autoPoolSpecification?.keepAlive === true;
  if (pool !== undefined && !keeps) room.deletePool(pool.seq);
};

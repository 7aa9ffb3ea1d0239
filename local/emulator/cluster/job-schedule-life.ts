import { createJob } from "../state/create-job.ts";
import { turnOf } from "../state/recurrence.ts";
import type { JobSchedule } from "../state/schedule-types.ts";
import type { StoredJob, StoredSchedule } from "../state/store.ts";
import { jobIn, jobTerminating, scheduleIn } from "../state/transitions.ts";
import { formatTime, parseTime } from "../time/clock.ts";
import type { Transition } from "../time/pace.ts";
import type { ClusterContext } from "./runtime.ts";

export type JobScheduleContext = Pick<
  ClusterContext,
  "store" | "clock" | "alarm" | "pace" | "openPool" | "jobChanged" | "deletePool"
>;

/**
 * Creates a job schedule's next job if it is due, or continues to terminate or delete the schedule. Called when the schedule
 * was added or changed, and when one of its jobs has ended.
 */
export const advanceJobSchedule = (context: JobScheduleContext, seq: number): void => {
  const schedule = context.store.schedules.get(seq);
  if (schedule === undefined) return;
  if (schedule.doc.state === "active") runIfDue(context, schedule);
  if (schedule.doc.state === "terminating") terminate(context, schedule);
  if (schedule.doc.state === "deleting") remove(context, schedule);
};

/** Returns the schedule of a job with the id `<schedule>:job-<number>`. No other job can have such an id. */
export const scheduleOf = (
  context: Pick<ClusterContext, "store">,
  job: StoredJob,
): StoredSchedule | undefined => {
  const [id, number] = job.doc.id.split(":");
  return number === undefined ? undefined : context.store.schedules.find(job.parent, id ?? "");
};

/** Returns the jobs of a schedule, completed ones included. */
const jobsOf = ({ store }: Pick<ClusterContext, "store">, { parent, doc }: StoredSchedule): StoredJob[] =>
  // `;` follows `:`.
  store.jobs.where({
    sql: "parent = ? AND id >= ? AND id < ?",
    values: [parent, `${doc.id}:`, `${doc.id};`],
  });

const runIfDue = (context: JobScheduleContext, schedule: StoredSchedule): void => {
  const { executionInfo } = schedule.doc;
  const recent =
    executionInfo.recentJob && context.store.jobs.find(schedule.parent, executionInfo.recentJob.id);
  // The end of that job advances the schedule again.
  if (recent !== undefined && recent.doc.state !== "completed") return;
  const due = executionInfo.nextRunTime === undefined ? undefined : parseTime(executionInfo.nextRunTime);
  if (due === undefined) {
    completeAtEnd(context, schedule);
    return;
  }
  const { runs, next } = turnOf(schedule.doc.schedule, due, context.clock.now());
  const nextRunTime = next === undefined ? undefined : formatTime(next);
  const planned = { ...schedule.doc, executionInfo: { ...executionInfo, nextRunTime } };
  if (runs) makeJob(context, { ...schedule, doc: planned });
  else if (next === undefined) completeAtEnd(context, { ...schedule, doc: planned });
  else context.store.transaction(() => context.store.schedules.save({ ...schedule, doc: planned }));
  if (next !== undefined) wakeAt(context, schedule.seq, next);
};

/** Completes a schedule that creates no more jobs; a recurring one when its last time for a job is past (Swagger, Schedule.doNotRunAfter). */
const completeAtEnd = (context: JobScheduleContext, schedule: StoredSchedule): void => {
  const { doNotRunAfter = "", recurrenceInterval } = schedule.doc.schedule;
  const end = recurrenceInterval === undefined ? 0 : (parseTime(doNotRunAfter) ?? 0);
  if (context.clock.now() > end) {
    complete(context, schedule);
    return;
  }
  context.store.transaction(() => context.store.schedules.save(schedule));
  wakeAt(context, schedule.seq, end + 1000);
};

const wakeAt = (context: JobScheduleContext, seq: number, micros: number): void =>
  context.alarm.set(`schedule ${seq}`, Math.ceil(micros / 1000), () => advanceJobSchedule(context, seq));

const makeJob = (
  context: Pick<ClusterContext, "store" | "clock" | "openPool" | "jobChanged">,
  schedule: StoredSchedule,
): void => {
  const { store, clock } = context;
  const number = schedule.doc.jobs + 1;
  const id = `${schedule.doc.id}:job-${number}`;
  const { jobSpecification, autoPoolId } = schedule.doc;
  const shares = jobSpecification.poolInfo.autoPoolSpecification?.poolLifetimeOption === "jobschedule";
  const onPool = shares && autoPoolId !== undefined ? { poolId: autoPoolId } : undefined;
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
  if (pool !== undefined) context.openPool(pool.seq);
  context.jobChanged(job.seq);
};

const complete = (
  context: Pick<ClusterContext, "store" | "clock" | "deletePool">,
  schedule: StoredSchedule,
): void => {
  const now = context.clock.now();
  const done = scheduleIn(schedule.doc, "completed", now);
  const doc = { ...done, executionInfo: { ...done.executionInfo, endTime: formatTime(now) } };
  context.store.transaction(() => context.store.schedules.save({ ...schedule, doc }));
  removePool(context, schedule);
};

/** Terminates the schedule's jobs, then completes the schedule. */
const terminate = (context: JobScheduleContext, schedule: StoredSchedule): void => {
  const active = jobsOf(context, schedule).filter(({ doc }) => doc.state !== "completed");
  for (const job of active) {
    if (job.doc.state === "terminating" || job.doc.state === "deleting") continue;
    const doc = jobTerminating(job.doc, { reason: "TerminateJobSchedule", now: context.clock.now() });
    context.store.transaction(() => context.store.jobs.save({ ...job, doc }));
    context.jobChanged(job.seq);
  }
  if (active.length === 0 && isOver(context, schedule, "terminateSchedule")) complete(context, schedule);
};

/** Returns whether the schedule's state has lasted as long as on Azure. Otherwise the schedule advances again then. */
const isOver = (
  context: JobScheduleContext,
  { seq, doc }: StoredSchedule,
  transition: Transition,
): boolean => {
  const millis = context.pace(transition);
  const end = Date.parse(doc.stateTransitionTime) + millis;
  if (millis === 0 || end * 1000 <= context.clock.now()) return true;
  wakeAt(context, seq, end * 1000);
  return false;
};

/** Deletes the schedule's jobs, then the schedule. */
const remove = (context: JobScheduleContext, schedule: StoredSchedule): void => {
  const jobs = jobsOf(context, schedule);
  for (const job of jobs) {
    if (job.doc.state === "deleting") continue;
    context.store.transaction(() =>
      context.store.jobs.save({ ...job, doc: jobIn(job.doc, "deleting", context.clock.now()) }),
    );
    context.jobChanged(job.seq);
  }
  if (jobs.length > 0 || !isOver(context, schedule, "deleteSchedule")) return;
  context.alarm.clear(`schedule ${schedule.seq}`);
  context.store.transaction(() => context.store.schedules.remove(schedule.seq));
  removePool(context, schedule);
};

const removePool = (
  context: Pick<ClusterContext, "store" | "deletePool">,
  { parent, doc }: StoredSchedule,
): void => {
  const pool = doc.autoPoolId === undefined ? undefined : context.store.pools.find(parent, doc.autoPoolId);
  const keeps = doc.jobSpecification.poolInfo.autoPoolSpecification?.keepAlive === true;
  if (pool !== undefined && !keeps) context.deletePool(pool.seq);
};

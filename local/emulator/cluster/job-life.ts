import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import pMap from "p-map";
import type { Job } from "../state/resource-types.ts";
import type { StoredJob } from "../state/store.ts";
import { jobCompleted, jobIn } from "../state/transitions.ts";
import type { Transition } from "../time/pace.ts";
import { jobPath, removeDirectory } from "./directories.ts";
import { poolOf } from "./dispatcher.ts";
import { endRuns } from "./end-runs.ts";
import { advanceJobSchedule, type JobScheduleContext, scheduleOf } from "./job-schedule-life.ts";
import { endPreparation, type PreparationContext, releaseJob } from "./preparation.ts";
import { type ClusterContext, isClosing, type NodeRuntime, type Run } from "./runtime.ts";
import { type PaceContext, untilOver } from "./until-over.ts";

type JobContext = JobScheduleContext &
  PaceContext &
  PreparationContext &
  Pick<ClusterContext, "pools" | "runs" | "closing">;

/** Completes the transition of a job that is disabling, terminating or deleting. Does nothing for other jobs. */
export const advanceJob = async (context: JobContext, seq: number): Promise<void> => {
  for (;;) {
    const job = context.store.jobs.get(seq);
    if (job === undefined || isClosing(context)) return;
    const hasChanged = await step(context, job);
    if (!hasChanged) return;
  }
};

/** Returns whether the job changed meanwhile and needs another step. */
const step = async (context: JobContext, job: StoredJob): Promise<boolean> => {
  const runs = runsOf(context, job.seq);
  if (job.doc.state === "disabling") {
    // The dispatcher advances the job again when one of its tasks ends.
    if (job.doc.disableTasks === "wait" && runs.length > 0) return false;
    await endRuns(runs, job.doc.disableTasks === "terminate" ? "terminate" : "requeue");
    await untilJobOver(context, job, "disableJob");
    return !save(context, job, (doc) => jobIn(doc, "disabled", context.clock.now()));
  }
  if (job.doc.state !== "terminating" && job.doc.state !== "deleting") return false;
  await endRuns(runs, "terminate");
  await onNodes(context, job, (node) => endPreparation({ job, node }));
  await onNodes(context, job, (node) => releaseJob(context, { job, node }));
  await untilJobOver(context, job, job.doc.state === "deleting" ? "deleteJob" : "terminateJob");
  if (job.doc.state === "terminating") {
    if (!save(context, job, (doc) => jobCompleted(doc, context.clock.now()))) return true;
  } else await purge(context, job);
  if (!isClosing(context)) afterEnd(context, job);
  return false;
};

/** Waits for the time that the job's state lasts on Azure. */
const untilJobOver = (context: JobContext, { doc }: StoredJob, transition: Transition): Promise<void> =>
  untilOver(context, transition, { since: doc.stateTransitionTime, signal: context.closing.signal });

/** Deletes the job's auto pool, and lets its job schedule create the next job. */
const afterEnd = (context: JobScheduleContext, job: StoredJob): void => {
  const automatic = job.doc.poolInfo.autoPoolSpecification;
  const pool = context.store.pools.find(job.parent, job.doc.executionInfo.poolId ?? "");
  if (automatic?.poolLifetimeOption === "job" && automatic.keepAlive !== true && pool?.doc.state === "active")
    context.deletePool(pool.seq);
  const schedule = scheduleOf(context, job);
  if (schedule !== undefined) advanceJobSchedule(context, schedule.seq);
};

const runsOf = (context: Pick<ClusterContext, "runs">, job: number): Run[] =>
  [...context.runs.values()].filter((run) => run.task.job === job);

const onNodes = async (
  context: Pick<ClusterContext, "store" | "pools">,
  job: StoredJob,
  act: (node: NodeRuntime) => Promise<void>,
): Promise<void> => {
  await pMap(poolOf(context, job.seq)?.nodes.values() ?? [], act, { concurrency: 16 });
};

/** Saves the job unless its state has changed meanwhile. Returns whether it was saved, or the service closes. */
const save = (
  context: Pick<ClusterContext, "store" | "closing">,
  before: StoredJob,
  change: (doc: Job) => Job,
): boolean =>
  context.store.transaction(() => {
    const job = context.store.jobs.get(before.seq);
    if (isClosing(context)) return true;
    if (job?.doc.state !== before.doc.state) return false;
    context.store.jobs.save({ ...job, doc: change(job.doc) });
    return true;
  });

/** Removes the job. Its tasks are removed in batches, so that the service stays responsive. */
const purge = async (
  context: Pick<ClusterContext, "store" | "pools" | "closing">,
  job: StoredJob,
): Promise<void> => {
  await onNodes(context, job, (node) => removeDirectory(join(node.dir, jobPath(job.doc.id))));
  const { store } = context;
  while (store.transaction(() => store.tasks.removeSome(job.seq, 1000)) > 0) {
    await setImmediate();
    if (isClosing(context)) return;
  }
  store.transaction(() => store.removeJob(job.seq));
  for (const pool of context.pools.values()) pool.ready.delete(job.seq);
  for (const pool of context.pools.values())
    for (const node of pool.nodes.values()) node.preparations.delete(job.seq);
};

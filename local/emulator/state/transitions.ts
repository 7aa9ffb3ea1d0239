import { eTagOf, formatTime, type Micros } from "../time/clock.ts";
import type { Job, JobState, Node, NodeState, Pool } from "./resource-types.ts";
import type { JobSchedule, JobScheduleState } from "./schedule-types.ts";

/** Returns a document that a user changed, with a new ETag. */
export const modified = <T extends { readonly eTag: string; readonly lastModified: string }>(
  doc: T,
  now: Micros,
): T => ({
  ...doc,
  eTag: eTagOf(now),
  lastModified: formatTime(now),
});

export const jobIn = (job: Job, state: JobState, now: Micros): Job => ({ ...job, ...moved(job, state, now) });

/** Returns a job in state `terminating`: its running tasks end, its release tasks run, then it completes. */
export const jobTerminating = (job: Job, why: { reason: string; now: Micros }): Job => ({
  ...jobIn(job, "terminating", why.now),
  executionInfo: { ...job.executionInfo, terminateReason: why.reason },
});

export const scheduleIn = (schedule: JobSchedule, state: JobScheduleState, now: Micros): JobSchedule => ({
  ...schedule,
  ...moved(schedule, state, now),
});

/** Returns a new state and the one before. A state that only leads to another is never the previous one (recorded). */
const moved = <S extends string>(doc: WithState<S>, state: S, now: Micros) => ({
  state,
  stateTransitionTime: formatTime(now),
  ...(/ing$/.test(doc.state)
    ? {}
    : { previousState: doc.state, previousStateTransitionTime: doc.stateTransitionTime }),
});

interface WithState<S extends string> {
  readonly state: S;
  readonly stateTransitionTime: string;
}

export const jobCompleted = (job: Job, now: Micros): Job => ({
  ...jobIn(job, "completed", now),
  executionInfo: { ...job.executionInfo, endTime: formatTime(now) },
});

export const poolAllocation = (pool: Pool, allocationState: Pool["allocationState"], now: Micros): Pool => ({
  ...pool,
  allocationState,
  allocationStateTransitionTime: formatTime(now),
});

export const nodeIn = (node: Node, state: NodeState, now: Micros): Node => ({
  ...node,
  state,
  stateTransitionTime: formatTime(now),
});

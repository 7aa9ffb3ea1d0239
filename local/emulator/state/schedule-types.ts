import type { Schedule } from "./recurrence.ts";
import type { Job, Resource } from "./resource-types.ts";

export type JobScheduleState = "active" | "completed" | "disabled" | "terminating" | "deleting";

export interface JobSchedule extends Resource {
  readonly state: JobScheduleState;
  readonly previousState?: JobScheduleState;
  readonly previousStateTransitionTime?: string;
  readonly schedule: Schedule;
  readonly jobSpecification: Partial<Job> & Pick<Job, "poolInfo">;
  readonly executionInfo: {
    readonly nextRunTime?: string;
    readonly recentJob?: { readonly id: string };
    readonly endTime?: string;
  };
  /** How many jobs it has made. Not on the wire. */
  readonly jobs: number;
  /** The pool that its jobs share. Not on the wire. */
  readonly autoPoolId?: string;
}

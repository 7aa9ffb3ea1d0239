import type { CloudJobSchedule, JobScheduleExecutionInformation } from "../protocol/types.ts";
import type { ResourceKey, With } from "./resource-types.ts";

export type { JobScheduleState } from "../protocol/types.ts";

/** A job schedule as it is stored. */
export interface JobSchedule
  extends With<CloudJobSchedule, ResourceKey | "schedule" | "jobSpecification" | "executionInfo"> {
  readonly executionInfo: JobScheduleExecutionInformation & { readonly recentJob?: { readonly id: string } };
  /** Number of jobs that it has created. Not on the wire. */
  readonly jobs: number;
  /** The pool that its jobs share. Not on the wire. */
  readonly autoPoolId?: string;
}

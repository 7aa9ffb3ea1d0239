import type { JobScheduleAddParameter } from "../protocol/types.ts";
import { formatTime, type Micros } from "../time/clock.ts";
import { withJobDefaults } from "./job-defaults.ts";
import { newResource } from "./new-resource.ts";
import { firstRun } from "./recurrence.ts";
import type { JobSchedule } from "./schedule-types.ts";

/** Returns a new job schedule with Azure's defaults. */
export const newJobSchedule = (given: JobScheduleAddParameter, now: Micros): JobSchedule => {
  const next = firstRun(given.schedule, now);
  return {
    ...given,
    jobSpecification: withJobDefaults(given.jobSpecification),
    ...newResource(now),
    state: "active",
    executionInfo: next === undefined ? {} : { nextRunTime: formatTime(next) },
    jobs: 0,
  };
};

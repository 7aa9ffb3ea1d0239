import { invalidProperty } from "../../protocol/errors.ts";
import type { JobSchedule } from "../../state/schedule-types.ts";
import { parseDuration } from "../../time/duration.ts";
import { checkJob } from "./check-job.ts";

const minMillis = 60_000;

/** Refuses a job schedule that Azure refuses. */
export const checkSchedule = (given: Partial<JobSchedule>, operation: string): void => {
  if (given.jobSpecification !== undefined) checkJob(given.jobSpecification, operation);
  for (const name of ["startWindow", "recurrenceInterval"] as const) {
    const value = given.schedule?.[name];
    if (value !== undefined && (parseDuration(value) ?? 0) < minMillis)
      throw invalidProperty(name, value, "It has to be at least 1 minute.");
  }
};

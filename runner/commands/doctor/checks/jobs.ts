import { formatElapsed } from "../../../text/duration.ts";
import type { Check, Finding } from "../finding.ts";
import type { View } from "../view.ts";

/** What an account may have at least of active jobs and schedules [D: azure-batch-limits: 100 to 300 by default]. */
const leastQuota = 100;

/** A submit that is cut short leaves a job that does not end by itself; its limit ends it a day after the run's. */
const forgottenMs = 24 * 3_600_000;
const named = 5;

/** Jobs that hold quota: Batch counts those that have not completed. */
export const jobsCheck: Check<View> = ({ jobs, now }) => {
  if (jobs.value === undefined) return [];
  const count = `${jobs.value.length} active job${jobs.value.length === 1 ? "" : "s"}`;
  const forgotten = jobs.value
    .filter(({ onAllTasksComplete }) => onAllTasksComplete?.toLowerCase() !== "terminatejob")
    .map(({ id = "", creationTime = now }) => ({ id, ageMs: now.getTime() - creationTime.getTime() }))
    .filter(({ ageMs }) => ageMs > forgottenMs)
    .sort((a, b) => b.ageMs - a.ageMs);
  const findings = forgotten.slice(0, named).map(
    ({ id, ageMs }): Finding => ({
      check: "jobs",
      level: "warning",
      text: `job ${id} is active since ${formatElapsed(ageMs)} and does not end by itself`,
      fix: `npm run cancel -- ${id}, or finish it: npm run submit -- --resume ${id}`,
    }),
  );
  if (jobs.value.length >= leastQuota) {
    const text = `${count}; an account may have ${leastQuota} to 300, and then refuses more`;
    return [
      { check: "jobs", level: "warning", text, fix: "npm run status; npm run cancel -- JOB" },
      ...findings,
    ];
  }
  return findings.length > 0 ? findings : [{ check: "jobs", level: "ok", text: count }];
};

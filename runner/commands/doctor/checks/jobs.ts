import { plural } from "../../../text/amounts.ts";
import { formatElapsed } from "../../../text/elapsed.ts";
import type { Finding } from "../../../ui/command-events.ts";
import type { Check } from "../view.ts";

/** Lowest quota of active jobs and schedules [D: azure-batch-limits: 100 to 300 by default]. */
const leastQuota = 100;

/** An interrupted submit leaves a job without automatic termination, which its time limit ends a day after that of the run. */
const forgottenMs = 24 * 3_600_000;
/** Jobs listed by id. */
const named = 5;

/** Checks the jobs that count towards the quota: those that are not completed. */
export const jobsCheck: Check = ({ jobs, now }) => {
  if (jobs.value === undefined) return [];
  const count = plural(jobs.value.length, "active job");
  const forgotten = jobs.value
    .filter(({ onAllTasksComplete }) => onAllTasksComplete?.toLowerCase() !== "terminatejob")
    .map(({ id = "", creationTime = now }) => ({ id, ageMs: now.getTime() - creationTime.getTime() }))
    .filter(({ ageMs }) => ageMs > forgottenMs)
    .sort((a, b) => b.ageMs - a.ageMs);
  const findings = forgotten.slice(0, named).map(
    ({ id, ageMs }): Finding => ({
      check: "jobs",
      level: "warning",
      text: `job ${id} has been active for ${formatElapsed(ageMs)} and doesn't end automatically`,
      fix: `Cancel it: npx azbatch cancel ${id}, or finish it: npx azbatch submit --resume ${id}`,
    }),
  );
  if (jobs.value.length >= leastQuota) {
    const text = `${count}; quotas are ${leastQuota} to 300`;
    return [
      {
        check: "jobs",
        level: "warning",
        text,
        fix: "List runs: npx azbatch ls, and cancel some: npx azbatch cancel JOB",
      },
      ...findings,
    ];
  }
  return findings.length > 0 ? findings : [{ check: "jobs", level: "ok", text: count }];
};

import type { BatchServiceModels as Models } from "@azure/batch";
import { isFullyAdded } from "../../job/job-request.ts";
import type { Counts } from "../../job/monitor.ts";
import type { RunReport } from "../../results/report.ts";
import type { RunState } from "../../ui/command-events.ts";

export interface RunFacts {
  /** Tasks of the run. The job has fewer if earlier runs completed some. */
  readonly taskCount: number;
  /** Undefined until a command has finished the run. */
  readonly report: Pick<RunReport, "succeeded" | "failed" | "notRun" | "endedBecause"> | undefined;
  /** Undefined before the job is created and after it is deleted. */
  readonly job: Pick<Models.CloudJob, "state" | "onAllTasksComplete" | "executionInfo"> | undefined;
  /** Counts of the job; undefined without a job. */
  readonly counts: Counts | undefined;
}

/** Returns the state of a run by its record and its job, and its tasks by state. */
export const runState = (facts: RunFacts): { readonly state: RunState; readonly counts: Counts } => {
  const { report, job, taskCount } = facts;
  // If the job is active, tasks were reactivated after the report.
  if (report !== undefined && job?.state !== "active") {
    const { succeeded, failed, notRun = 0, endedBecause = "" } = report;
    const state = failed > 0 ? "failed" : "succeeded";
    return {
      state: notRun > 0 ? (stateOfEnd(endedBecause) ?? state) : state,
      counts: { active: notRun, running: 0, succeeded, failed: failed - notRun },
    };
  }
  const counts = countsOfRun(facts);
  if (job === undefined) return { state: "not begun", counts: { ...counts, active: taskCount } };
  return { state: stateOfJob(job, counts), counts };
};

/** Returns the time from plan to end, in milliseconds; undefined while the run continues. */
export const elapsedOf = ({
  createdAt,
  report,
  job,
}: Pick<RunFacts, "job"> & {
  readonly createdAt: string;
  readonly report: Pick<RunReport, "finishedAt"> | undefined;
}): number | undefined => {
  if (job?.state === "active") return undefined;
  const { endTime } = job?.executionInfo ?? {};
  const end = endTime?.getTime() ?? (report === undefined ? undefined : Date.parse(report.finishedAt));
  return end === undefined ? undefined : Math.max(0, end - Date.parse(createdAt));
};

const stateOfJob = (job: NonNullable<RunFacts["job"]>, { running }: Counts): RunState => {
  if (job.state === "completed" || job.state === "terminating" || job.state === "deleting") {
    return stateOfEnd(job.executionInfo?.terminateReason ?? "") ?? "ended";
  }
  if (!isFullyAdded(job)) return "half begun";
  return running > 0 ? "running" : "waiting";
};

/** Returns undefined for a job that ended because its tasks completed. */
const stateOfEnd = (reason: string): RunState | undefined => {
  if (/MaxWallClockTime/i.test(reason)) return "timed out";
  return /cancelled|UserTerminate/i.test(reason) ? "cancelled" : undefined;
};

/**
 * Counts of the run instead of the job: tasks that earlier runs completed have succeeded. Counts lag
 * [D: batch-get-resource-counts], so tasks missing from all of them are still active.
 */
const countsOfRun = ({ counts, taskCount, job }: RunFacts): Counts => {
  const { active = 0, running = 0, succeeded = 0, failed = 0 } = counts ?? {};
  const counted = active + running + succeeded + failed;
  const uncounted = Math.max(0, taskCount - counted);
  const isOfEarlierRuns = counted > 0 && job !== undefined && isFullyAdded(job);
  return {
    active: isOfEarlierRuns ? active : active + uncounted,
    running,
    succeeded: isOfEarlierRuns ? succeeded + uncounted : succeeded,
    failed,
  };
};

import type { BatchServiceModels as Models } from "@azure/batch";
import { isFullyAdded } from "../../job/job-request.ts";
import type { Counts } from "../../job/monitor.ts";
import type { RunReport } from "../../results/report.ts";

/**
 * Where a run is. `ended`: its tasks are done, but nobody has fetched and judged the results yet. `unreadable`: another
 * version of the runner wrote its record.
 */
export type RunState =
  | "unreadable"
  | "not begun"
  | "half begun"
  | "waiting"
  | "running"
  | "ended"
  | "cancelled"
  | "timed out"
  | "succeeded"
  | "failed";

export interface RunFacts {
  /** Tasks of the run; some may have been done by earlier runs, so the job has fewer. */
  readonly taskCount: number;
  /** Undefined: nobody has finished the run yet. */
  readonly report: Pick<RunReport, "succeeded" | "failed" | "notRun" | "endedBecause"> | undefined;
  /** Undefined: the job is not there yet, or not any more. */
  readonly job: Pick<Models.CloudJob, "state" | "onAllTasksComplete" | "executionInfo"> | undefined;
  /** Of the job; undefined without one. */
  readonly counts: Counts | undefined;
}

/** The state of a run as its record and its job tell it, and its tasks by state. */
export const runState = (facts: RunFacts): { readonly state: RunState; readonly counts: Counts } => {
  const { report, job, taskCount } = facts;
  // Tasks of an active job were begun anew after any report.
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

const stateOfJob = (job: NonNullable<RunFacts["job"]>, { running }: Counts): RunState => {
  if (job.state === "completed" || job.state === "terminating" || job.state === "deleting") {
    return stateOfEnd(job.executionInfo?.terminateReason ?? "") ?? "ended";
  }
  if (!isFullyAdded(job)) return "half begun";
  return running > 0 ? "running" : "waiting";
};

/** Undefined where the job ended on its own. */
const stateOfEnd = (reason: string): RunState | undefined => {
  if (/MaxWallClockTime/i.test(reason)) return "timed out";
  return /cancelled|UserTerminate/i.test(reason) ? "cancelled" : undefined;
};

/** What earlier runs have done has succeeded, too; where no count mentions a task, counts lag [D: batch-get-resource-counts]. */
const countsOfRun = ({ counts, taskCount, job }: RunFacts): Counts => {
  const { active = 0, running = 0, succeeded = 0, failed = 0 } = counts ?? {};
  const told = active + running + succeeded + failed;
  const untold = Math.max(0, taskCount - told);
  const isOfEarlierRuns = told > 0 && job !== undefined && isFullyAdded(job);
  return {
    active: isOfEarlierRuns ? active : active + untold,
    running,
    succeeded: isOfEarlierRuns ? succeeded + untold : succeeded,
    failed,
  };
};

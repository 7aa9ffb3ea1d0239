import type { BatchClient } from "../../azure/batch-client.ts";
import { mostRunningTasks } from "../../azure/running-calls.ts";
import { recentDurations } from "../../job/durations.ts";
import type { Counts } from "../../job/monitor.ts";
import { findStragglers, stragglerLimitMs } from "../../job/stragglers.ts";
import type { RunStatus } from "../../ui/command-events.ts";

interface RunningJob {
  readonly batch: Pick<BatchClient, "listRunningSince" | "listSomeCompleted">;
  readonly jobId: string;
  /** Tasks of the job by state. */
  readonly counts: Counts;
  readonly now: Date;
}

/** Running tasks and stragglers that are shown. */
const mostShown = 8;
const mostStragglers = 5;

/** Returns the tasks that have run longest, and those that take far longer than the others. Costs at most three calls. */
export const lookAtRunning = async ({
  batch,
  jobId,
  counts,
  now,
}: RunningJob): Promise<Pick<RunStatus, "runningTasks" | "stragglers" | "usualMs">> => {
  const { running, succeeded, failed } = counts;
  if (running === 0) return { runningTasks: [] };
  const tasks = await batch.listRunningSince(jobId);
  tasks.sort((a, b) => (a.startTime ?? now).getTime() - (b.startTime ?? now).getTime());
  const completed = succeeded + failed;
  const usualMs = completed === 0 ? undefined : await medianOf(batch, jobId);
  const limitMs = stragglerLimitMs({ completed, running, usualMs });
  const slow =
    limitMs === undefined || running <= mostRunningTasks
      ? tasks
      : await batch.listRunningSince(jobId, new Date(now.getTime() - limitMs));
  const stragglers = findStragglers(slow, limitMs, now).slice(0, mostStragglers);
  return {
    runningTasks: tasks.slice(0, mostShown),
    ...{ usualMs, stragglers: stragglers.length > 0 ? stragglers : undefined },
  };
};

const medianOf = async (batch: RunningJob["batch"], jobId: string): Promise<number | undefined> => {
  const durations = recentDurations();
  for (const { startTime, endTime } of await batch.listSomeCompleted(jobId, undefined))
    if (startTime !== undefined && endTime !== undefined)
      durations.add(endTime.getTime() - startTime.getTime());
  return durations.median();
};

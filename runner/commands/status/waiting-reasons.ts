import type { BatchServiceModels as Models } from "@azure/batch";
import type { BatchClient } from "../../azure/batch-client.ts";
import { failedFilter } from "../../azure/batch-task.ts";
import { blockedTasks } from "../../job/blocked-tasks.ts";
import type { Counts } from "../../job/monitor.ts";
import { jobTasksOf } from "../../manifest/job-tasks.ts";
import type { Manifest } from "../../manifest/manifest.ts";
import { plural } from "../../text/amounts.ts";
import { formatElapsed } from "../../text/elapsed.ts";

interface WaitingJob {
  readonly batch: Pick<BatchClient, "listTasks">;
  readonly manifest: Manifest;
  readonly job: Pick<Models.CloudJob, "creationTime">;
  readonly counts: Counts;
  readonly now: Date;
}

/**
 * Returns a reason if every task that is left depends on a failed one. Batch never ends such a job before its time limit; a
 * command that watches it does.
 */
export const blockedReason = async (waiting: WaitingJob): Promise<string | undefined> => {
  const { batch, manifest, job, counts, now } = waiting;
  const { active, running } = counts;
  if (running > 0 || !jobTasksOf(manifest).haveDependencies) return undefined;
  const blocked = blockedTasks(manifest);
  for await (const task of batch.listTasks(manifest.jobId, failedFilter)) blocked.see(task);
  if (blocked.count() === 0 || active > blocked.count()) return undefined;
  const createdAt = job.creationTime ?? new Date(manifest.createdAt);
  const leftMs = createdAt.getTime() + manifest.maxWallClockTimeMs - now.getTime();
  return `${plural(active, "task")} can't run because a task before ${active === 1 ? "it" : "them"} failed; the job ends when you watch it, or in ${formatElapsed(leftMs)}`;
};

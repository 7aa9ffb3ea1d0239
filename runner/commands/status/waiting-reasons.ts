import type { BatchServiceModels as Models } from "@azure/batch";
import type { BatchClient } from "../../azure/batch-client.ts";
import { failedFilter } from "../../azure/batch-task.ts";
import { blockedTasks } from "../../job/blocked-tasks.ts";
import type { Counts } from "../../job/monitor.ts";
import { jobTasksOf } from "../../manifest/job-tasks.ts";
import type { Manifest } from "../../manifest/manifest.ts";
import { plural } from "../../text/amounts.ts";
import { formatElapsed } from "../../text/duration.ts";

interface Stuck {
  readonly batch: Pick<BatchClient, "listTasks">;
  readonly manifest: Manifest;
  readonly job: Pick<Models.CloudJob, "creationTime">;
  readonly counts: Counts;
  readonly now: Date;
}

/**
 * Of a job with failed tasks: that every task which is left comes after one that has failed, if it is so. Batch has no action
 * for that: the job stays until somebody ends it, or until its longest life is over.
 */
export const whyStuck = async (stuck: Stuck): Promise<string | undefined> => {
  const { batch, manifest, job, counts, now } = stuck;
  const { active, running } = counts;
  if (running > 0 || !jobTasksOf(manifest).haveDependencies) return undefined;
  const blocked = blockedTasks(manifest);
  for await (const task of batch.listTasks(manifest.jobId, failedFilter)) blocked.see(task);
  if (blocked.count() === 0 || active > blocked.count()) return undefined;
  const begun = job.creationTime ?? new Date(manifest.createdAt);
  const left = begun.getTime() + manifest.maxWallClockTimeMs - now.getTime();
  const tasks = `${plural(active, "task")} can't run any more: what ${active === 1 ? "it comes" : "they come"} after has failed`;
  return `${tasks}; the job ends when somebody watches it, else by itself in ${formatElapsed(left)}`;
};

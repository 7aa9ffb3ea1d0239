import pMap from "p-map";
import type { BatchClient } from "../azure/batch-client.ts";
import { failedFilter } from "../azure/batch-task.ts";
import type { Clients } from "../azure/clients.ts";
import { logInStorage } from "../job/log-files.ts";
import { type Manifest, taskFinder } from "../manifest/manifest.ts";
import { taskFolder } from "../storage/blob-names.ts";
import { logExcerpts } from "./log-excerpts.ts";
import { completedOutcome, type TaskOutcome } from "./outcome.ts";
import { readOutcomes } from "./run-record.ts";

type FailuresClients = Pick<Clients, "application" | "output"> & {
  readonly batch: Pick<BatchClient, "getJob" | "listTasks">;
};

/**
 * Returns the first failed tasks of a run, at most `most`: from the report of a finished run, else from Batch.
 */
export const failedTasks = async (
  clients: FailuresClients,
  manifest: Manifest,
  most: number,
): Promise<TaskOutcome[]> => {
  const { application, batch } = clients;
  const { jobId } = manifest;
  const failed: TaskOutcome[] = [];
  const job = await batch.getJob(jobId);
  // Tasks of an active job were reactivated after any report.
  const reported = job?.state === "active" ? [] : readOutcomes({ application, jobId });
  let isReported = false;
  for await (const outcome of reported) {
    isReported = true;
    if (!outcome.succeeded && failed.push(outcome) === most) return failed;
  }
  if (isReported || job === undefined) return failed;
  const taskOf = taskFinder(manifest.tasks);
  for await (const done of batch.listTasks(jobId, failedFilter)) {
    const task = taskOf(done.id);
    if (task === undefined) continue;
    if (failed.push({ ...completedOutcome(task, done, {}), files: [] }) === most) break;
  }
  return failed;
};

/** Returns the outcomes with excerpts of their logs, if storage has them. */
export const withExcerpts = (
  { output }: FailuresClients,
  jobId: string,
  failed: readonly TaskOutcome[],
): Promise<TaskOutcome[]> =>
  pMap(
    failed,
    async (outcome) => {
      if (outcome.stderr !== undefined) return outcome;
      const folder = taskFolder({ jobId }, { id: outcome.taskId });
      const excerpts = await logExcerpts((name) => logInStorage(output, `${folder}/${name}`));
      return { ...outcome, ...excerpts };
    },
    { concurrency: 8 },
  );

import type { BatchClient } from "../batch/batch-client.ts";
import { completionPatch, isFullyAdded, jobRequest } from "../requests.ts";
import { type AddTasks, addTasks } from "./add-tasks.ts";

export interface StartJob extends AddTasks {
  readonly batch: Pick<BatchClient, "getJob" | "addJob" | "addTasks" | "patchJob">;
}

/**
 * Makes sure that the run's job exists with all its tasks and will end with the last of them. Each step can be repeated,
 * so it also finishes what another process began.
 */
export const startJob = async (start: StartJob): Promise<void> => {
  const { batch, manifest, context } = start;
  const job = await batch.getJob(manifest.jobId);
  if (job === undefined) await batch.addJob(jobRequest(manifest, context));
  else if (job.state !== "active" || isFullyAdded(job)) return;
  await addTasks(start);
  await batch.patchJob(manifest.jobId, completionPatch);
};

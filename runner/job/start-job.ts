import pMap from "p-map";
import type { BatchClient } from "../azure/batch-client.ts";
import { type AddTasks, addTasks } from "./add-tasks.ts";
import { completionPatch, isFullyAdded, jobRequest } from "./job-request.ts";
import type { RequestContext } from "./request-context.ts";
import { filesForNodes } from "./stage-inputs.ts";

export interface StartJob extends Omit<AddTasks, "context"> {
  readonly batch: Pick<BatchClient, "getJob" | "addJob" | "addTasks" | "patchJob">;
  /** Returns the context of requests for a job created at this time, or to be created now. Signatures expire with the job. */
  readonly contextFor: (jobCreatedAt: Date | undefined) => RequestContext;
  /** Uploads a blob to the application container, unless it exists. */
  readonly store: (blobName: string, content: string) => Promise<unknown>;
}

/**
 * Creates the run's job with all its tasks, so that Batch ends it with the last task. Each step is idempotent, so this also completes
 * a job that another process started to create.
 */
export const startJob = async ({ batch, manifest, contextFor, store, signal }: StartJob): Promise<void> => {
  const job = await batch.getJob(manifest.jobId);
  if (job !== undefined && (job.state !== "active" || isFullyAdded(job))) return;
  const context = contextFor(job?.creationTime);
  await pMap(filesForNodes(manifest, context), ({ blobName, content }) => store(blobName, content), {
    concurrency: 4,
    signal,
  });
  if (job === undefined) await batch.addJob(jobRequest(manifest, context));
  await addTasks({ batch, manifest, context, signal });
  await batch.patchJob(manifest.jobId, completionPatch);
};

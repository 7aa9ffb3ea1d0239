import pMap from "p-map";
import type { BatchClient } from "../azure/batch-client.ts";
import { type AddTasks, addTasks } from "./add-tasks.ts";
import { completionPatch, isFullyAdded, jobRequest } from "./job-request.ts";
import type { RequestContext } from "./request-context.ts";
import { filesForNodes } from "./stage-inputs.ts";

export interface StartJob extends Omit<AddTasks, "context"> {
  readonly batch: Pick<BatchClient, "getJob" | "addJob" | "addTasks" | "patchJob">;
  /** What requests need; undefined: there is no job yet. Its limit counts from its creation, so what nodes get ends with it. */
  readonly contextFor: (jobCreatedAt: Date | undefined) => RequestContext;
  /** Puts a blob into the application container, if there is none of that name. */
  readonly store: (blobName: string, content: string) => Promise<unknown>;
}

/**
 * Makes sure that the run's job exists with all its tasks and will end with the last of them. Each step can be repeated,
 * so it also finishes what another process began.
 */
export const startJob = async (start: StartJob): Promise<void> => {
  const { batch, manifest, contextFor, store, signal } = start;
  const job = await batch.getJob(manifest.jobId);
  if (job !== undefined && (job.state !== "active" || isFullyAdded(job))) return;
  const context = contextFor(job?.creationTime);
  await pMap(filesForNodes(manifest, context), ({ blobName, content }) => store(blobName, content), {
    concurrency: 4,
    signal,
  });
  if (job === undefined) await batch.addJob(jobRequest(manifest, context));
  await addTasks({ ...start, context });
  await batch.patchJob(manifest.jobId, completionPatch);
};

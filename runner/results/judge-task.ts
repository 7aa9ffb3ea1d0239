import type { BatchTask } from "../azure/batch-task.ts";
import type { BlobContainer } from "../azure/blob-container.ts";
import type { ManifestTask } from "../manifest/manifest.ts";
import { taskFolder } from "../storage/blob-names.ts";
import { type InputStorage, inputFlaws } from "./input-flaws.ts";
import { cachedOutcome, completedOutcome, hasExitedWell, type TaskOutcome } from "./outcome.ts";
import { readUsage } from "./usage-record.ts";
import { type ContentOf, verifyInStorage, verifyOutputs } from "./verify-outputs.ts";

/** The blobs of a run that decide the outcomes of its tasks. */
export interface RunStorage extends InputStorage {
  readonly jobId: string;
  readonly output: BlobContainer;
}

/** Gives a task its outcome. */
export interface TaskJudge {
  readonly judgeTask: (storage: RunStorage, task: ManifestTask, done: BatchTask) => Promise<TaskOutcome>;
  /** For a task that an earlier run completed. */
  readonly judgeCachedTask: (
    storage: RunStorage,
    task: ManifestTask,
    cachedFrom: string,
  ) => Promise<TaskOutcome>;
}

/**
 * Returns a judge of tasks by Batch's answer and by storage. Without `contentOf`, outputs are verified in storage and nothing is
 * downloaded. `files` of an outcome are the verified outputs.
 *
 * @param contentOf see `verifyOutputs`; called with the run in whose folder the task's outputs are.
 */
export const taskJudge = (
  contentOf?: (storage: RunStorage, task: ManifestTask, jobId: string) => ContentOf,
): TaskJudge => {
  const verify = (storage: RunStorage, task: ManifestTask, jobId: string, hasSucceeded: boolean) => {
    const request = { output: storage.output, task, jobId, hasSucceeded };
    return contentOf === undefined
      ? verifyInStorage(request)
      : verifyOutputs({ ...request, contentOf: contentOf(storage, task, jobId) });
  };
  return {
    judgeTask: async (storage, task, done) => {
      const { jobId, output } = storage;
      const [verified, changed, record] = await Promise.all([
        verify(storage, task, jobId, hasExitedWell(done)),
        inputFlaws(storage, task),
        readUsage({ output, folder: taskFolder({ jobId }, task) }),
      ]);
      const verdict = completedOutcome(task, done, { ...verified.flaws, ...changed }, record);
      return { ...verdict, ...verified.isUnverified, files: verified.files };
    },
    judgeCachedTask: async (storage, task, cachedFrom) => {
      const verified = await verify(storage, task, cachedFrom, true);
      const verdict = cachedOutcome(task, cachedFrom, verified.flaws);
      return { ...verdict, ...verified.isUnverified, files: verified.files };
    },
  };
};

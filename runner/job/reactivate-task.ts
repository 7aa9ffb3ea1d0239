import type { BatchClient } from "../azure/batch-client.ts";
import type { BatchTask } from "../azure/batch-task.ts";
import { ServiceError } from "../azure/service-error.ts";

interface TryAgain {
  readonly batch: Pick<BatchClient, "reactivateTask">;
  readonly jobId: string;
  readonly onTry: (task: BatchTask) => void;
}

/** How often a task is given another chance, by this process. */
const maxChances = 2;

/**
 * Whether a completed task has been given back to Batch, because what failed was the node or the network and not the task:
 * Batch itself tries only exit codes again. Once its job has ended that is too late, and a new run has to do it.
 */
export const tryAgain = ({ batch, jobId, onTry }: TryAgain): ((task: BatchTask) => Promise<boolean>) => {
  const chances = new Map<string, number>();
  return async (task) => {
    const before = chances.get(task.id) ?? 0;
    if (!isPassing(task) || before === maxChances) return false;
    chances.set(task.id, before + 1);
    try {
      await batch.reactivateTask(jobId, task.id);
    } catch (error) {
      if (error instanceof ServiceError && (error.status === 409 || error.status === 404)) return false;
      throw error;
    }
    onTry(task);
    return true;
  };
};

/** Batch's category for what is not the user's doing: a download that timed out, a disk that failed [D: TaskFailureInformation]. */
const isPassing = ({ failure }: BatchTask): boolean => failure?.category.toLowerCase() === "servererror";

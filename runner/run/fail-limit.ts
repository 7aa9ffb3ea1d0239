import type { BatchClient } from "../azure/batch-client.ts";
import { jobTasksOf } from "../manifest/job-tasks.ts";
import type { Manifest } from "../manifest/manifest.ts";
import { stoppedReason, toleratedFails } from "../manifest/max-fails.ts";
import type { TaskOutcome } from "../results/outcome.ts";
import type { Emit } from "../ui/events.ts";

interface FailLimit {
  /** Why the limit ended the job; undefined if it didn't. */
  readonly stopped: () => string | undefined;
  /** Called once per judged task of the job, and again after a reactivation. Terminates the job at the first failure too many. */
  readonly see: (outcome: Pick<TaskOutcome, "taskId" | "succeeded">) => Promise<void>;
}

interface FailLimitContext {
  readonly batch: Pick<BatchClient, "getTaskCounts" | "getJob" | "terminateJob">;
  readonly emit: Emit;
}

/** Ends a run's job if more of its tasks fail than `--max-fails` tolerates. Results of completed tasks stay. */
export const failLimit = (manifest: Manifest, { batch, emit }: FailLimitContext): FailLimit => {
  const { jobId, maxFails } = manifest;
  const tolerated = toleratedFails(manifest);
  const failedIds = new Set<string>();
  let isReached = false;
  let reason: string | undefined;
  /** Whether the job has tasks left: after a resume, it may have run all of them without a runner. */
  const isAnyLeft = async (): Promise<boolean> => {
    if ((await batch.getJob(jobId))?.state !== "active") return false;
    const { active, running } = await batch.getTaskCounts(jobId);
    return active + running > 0;
  };
  return {
    stopped: () => reason,
    see: async ({ taskId, succeeded }) => {
      if (maxFails === undefined || tolerated === undefined) return;
      if (succeeded) failedIds.delete(taskId);
      else failedIds.add(taskId);
      const total = jobTasksOf(manifest).count;
      const failed = failedIds.size;
      if (isReached || failed <= tolerated) return;
      isReached = true;
      if (!(await isAnyLeft())) return;
      reason = stoppedReason({ failed, total, maxFails });
      await batch.terminateJob(jobId, reason);
      emit({ event: "stopped", jobId, failed, total, maxFails });
    },
  };
};

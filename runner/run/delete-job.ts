import type { BatchClient } from "../azure/batch-client.ts";
import type { CommandContext } from "../command-context.ts";
import type { Display } from "../ui/display.ts";

interface DeleteJob {
  readonly batch: Pick<BatchClient, "deleteJob">;
  readonly jobId: string;
  /** `--yes` and `--keep-job`. */
  readonly yes: boolean;
  readonly keepJob: boolean;
  readonly hasFailures: boolean;
}

/**
 * Deletes the job if `--yes` is set or the user confirms. Keeps it with `--keep-job` and if the runner can't prompt: a completed job costs
 * nothing and doesn't count towards a quota. Returns whether it was deleted.
 */
export const offerToDeleteJob = async (
  request: DeleteJob,
  display: Display,
  context: CommandContext,
): Promise<boolean> => {
  const { batch, jobId } = request;
  if (!(await isDeletionWanted(request, display, context))) return false;
  await batch.deleteJob(jobId);
  display.emit({ event: "deleted", jobId });
  return true;
};

const isDeletionWanted = async (
  { yes, keepJob, hasFailures }: DeleteJob,
  display: Display,
  { terminal, signal }: CommandContext,
): Promise<boolean> => {
  if (yes || keepJob) return yes;
  if (terminal.ask === undefined) return false;
  display.pause();
  // After a failure the user may need the files on the nodes.
  const answer =
    (await terminal.ask(
      `Delete the finished job from Batch? Results, logs and history stay. ${hasFailures ? "[y/N]" : "[Y/n]"} `,
      signal,
    )) ?? "no";
  return answer.trim() === "" ? !hasFailures : /^y/i.test(answer.trim());
};

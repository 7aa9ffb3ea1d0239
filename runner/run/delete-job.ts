import type { BatchClient } from "../azure/batch-client.ts";
import type { CommandContext } from "../command-context.ts";
import type { Display } from "../ui/display.ts";

interface DeleteJob {
  readonly batch: Pick<BatchClient, "deleteJob">;
  readonly jobId: string;
  /** `--yes` and `--keep-job`. */
  readonly yes: boolean;
  readonly keepJob: boolean;
  /** The command that would delete the job later. */
  readonly later: string;
  readonly hasFailures: boolean;
}

/**
 * Deletes the job if the user wants it: without `--yes` or `--keep-job` that is asked, and where nobody can answer the job
 * is kept. A completed job costs nothing and counts in no quota.
 */
export const offerToDeleteJob = async (
  request: DeleteJob,
  display: Display,
  context: CommandContext,
): Promise<void> => {
  const { batch, jobId, later } = request;
  if (!(await isDeletionWanted(request, display, context))) {
    display.say(`Job ${jobId} is kept; to delete it: ${later}`);
    return;
  }
  await batch.deleteJob(jobId);
  display.emit({ event: "deleted", jobId });
};

const isDeletionWanted = async (
  { yes, keepJob, hasFailures }: DeleteJob,
  display: Display,
  { terminal, signal }: CommandContext,
): Promise<boolean> => {
  if (yes || keepJob) return yes;
  if (terminal.ask === undefined) return false;
  display.pause();
  // After a failure the files on the nodes may be worth a look.
  const answer = (await terminal.ask(`Delete job? ${hasFailures ? "[y/N]" : "[Y/n]"} `, signal)) ?? "no";
  return answer.trim() === "" ? !hasFailures : /^y/i.test(answer.trim());
};

import type { CommandContext } from "../../command-context.ts";
import { type ExitCode, exitCodes, usageError } from "../../errors.ts";
import { isLiveJob } from "../../job/run-metadata.ts";
import { readReport } from "../../results/run-record.ts";
import { selectRun } from "../../run/find-run.ts";
import { plural } from "../../text/amounts.ts";
import { confirm } from "../confirm.ts";
import type { SharedFlags } from "../shared-options.ts";
import { type Connected, withSession } from "../with-session.ts";

interface JobOnlyOptions extends SharedFlags {
  /** Words that `findRun` takes. */
  readonly jobs: readonly string[];
  readonly yes: boolean;
}

/** Deletes the jobs of finished runs from Batch, after a confirmation. Storage keeps everything. */
export const deleteJobsOnly = (options: JobOnlyOptions, context: CommandContext): Promise<ExitCode> =>
  withSession(options, context, async (connected) => {
    const { session, display } = connected;
    const { batch } = session.clients;
    const jobIds: string[] = [];
    for (const word of options.jobs) {
      const jobId = await finishedJob(word, connected);
      if (jobId === undefined) display.say(`Run ${word} has no job`);
      else jobIds.push(jobId);
    }
    if (jobIds.length === 0) return exitCodes.ok;
    const jobs = jobIds.length === 1 ? "the finished job" : plural(jobIds.length, "finished job");
    const question = `Delete ${jobs} from Batch? Results, logs and history stay.`;
    if (!(await confirm({ question, yes: options.yes }, connected))) {
      display.say("Nothing was deleted");
      return exitCodes.ok;
    }
    for (const jobId of jobIds) {
      await batch.deleteJob(jobId);
      display.emit({ event: "deleted", jobId });
    }
    return exitCodes.ok;
  });

/**
 * Returns the id of a run's job; undefined if it is deleted or being deleted.
 *
 * @throws RunnerError `RunNotFinished` if tasks may still run, or if only the job has the results of the tasks.
 */
const finishedJob = async (
  word: string,
  { session, display, followUp }: Connected,
): Promise<string | undefined> => {
  const run = await selectRun(word, session, display.emit);
  const { jobId } = run;
  const [job, report] = await Promise.all([session.clients.batch.getJob(jobId), readReport(run)]);
  if (job === undefined || job.state === "deleting") return undefined;
  if (isLiveJob(job))
    throw usageError(
      "RunNotFinished",
      `run ${jobId} is still running; nothing was deleted`,
      `Cancel it first: ${followUp("cancel", jobId)}`,
    );
  if (report === undefined)
    throw usageError(
      "RunNotFinished",
      `run ${jobId} has ended, but its result is not recorded; nothing was deleted`,
      `Record it first: ${followUp("watch", jobId)}`,
    );
  return jobId;
};

import type { CommandContext } from "../../command-context.ts";
import { type ExitCode, exitCodes } from "../../errors.ts";
import { runMetadata } from "../../job/run-metadata.ts";
import { noRun, readHeader } from "../../results/run-record.ts";
import { selectRun } from "../../run/find-run.ts";
import { stateWords } from "../../ui/words.ts";
import { confirm } from "../confirm.ts";
import { namedRun } from "../named-run.ts";
import type { SharedFlags } from "../shared-options.ts";
import { withSession } from "../with-session.ts";

interface CancelOptions extends SharedFlags {
  /** A word that `findRun` takes. */
  readonly job: string | undefined;
  readonly yes: boolean;
}

/** Terminates the job of a run. Outputs of completed tasks stay. */
export const cancel = (options: CancelOptions, context: CommandContext): Promise<ExitCode> =>
  withSession(options, context, async (connected) => {
    const { job: word, yes } = options;
    const { session, display, followUp } = connected;
    const { batch } = session.clients;
    const run = yes
      ? await namedRun(word, "cancel", connected)
      : await selectRun(word, session, display.emit);
    const { jobId } = run;
    const [header, job] = await Promise.all([readHeader(run), batch.getJob(jobId)]);
    const isRun = header !== undefined || (job !== undefined && runMetadata(job) !== undefined);
    if (!isRun) throw noRun(run);
    if (job?.state === undefined || job.state === "completed" || job.state === "deleting") {
      display.say(job === undefined ? `Run ${jobId} has no job to cancel` : `Job ${jobId} has already ended`);
      return exitCodes.ok;
    }
    const { active, running, succeeded, failed } = await batch.getTaskCounts(jobId);
    display.say(`Job ${jobId}: ${stateWords({ counts: { active, running, succeeded, failed } })}`);
    const question = "Cancel the job? Running and waiting tasks end. Results of completed tasks stay.";
    if (!(await confirm({ question, yes }, connected))) {
      display.say("Not cancelled; the job continues");
      return exitCodes.ok;
    }
    await batch.terminateJob(jobId, "cancelled by the user");
    display.emit({ event: "cancelled", jobId });
    if (header !== undefined) display.say(`Get results: ${followUp("download", jobId)}`);
    return exitCodes.ok;
  });

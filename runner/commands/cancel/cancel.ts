import type { CommandContext } from "../../command-context.ts";
import { type ExitCode, exitCodes } from "../../errors.ts";
import { runMetadata } from "../../job/run-metadata.ts";
import { noRun, readHeader } from "../../results/run-record.ts";
import { stateWords } from "../../ui/words.ts";
import { confirm } from "../confirm.ts";
import type { SharedFlags } from "../shared-options.ts";
import { runOf, withSession } from "../with-session.ts";

interface CancelOptions extends SharedFlags {
  readonly jobId: string;
  readonly yes: boolean;
}

/** Ends a run's job before its time. What its tasks have done until then stays. */
export const cancel = (options: CancelOptions, context: CommandContext): Promise<ExitCode> =>
  withSession(options, context, async (connected) => {
    const { jobId, yes } = options;
    const { session, display, followUp } = connected;
    const { batch } = session.clients;
    const run = runOf(session, jobId);
    const [header, job] = await Promise.all([readHeader(run), batch.getJob(jobId)]);
    const isRun = header !== undefined || (job !== undefined && runMetadata(job) !== undefined);
    if (!isRun) throw noRun(run);
    if (job?.state === undefined || job.state === "completed" || job.state === "deleting") {
      display.say(job === undefined ? `Run ${jobId} has no job to cancel` : `Job ${jobId} has ended already`);
      return exitCodes.ok;
    }
    const { active, running, succeeded, failed } = await batch.getTaskCounts(jobId);
    display.say(`Job ${jobId}: ${stateWords({ counts: { active, running, succeeded, failed } })}`);
    display.say("Running tasks will be ended and waiting ones never run; what has completed stays");
    if (!(await confirm({ question: "Cancel the job?", yes }, connected))) {
      display.say("The job goes on");
      return exitCodes.ok;
    }
    await batch.terminateJob(jobId, "cancelled by the user");
    display.emit({ event: "cancelled", jobId });
    if (header !== undefined)
      display.say(`What has completed can be fetched: ${followUp("download", jobId)}`);
    return exitCodes.ok;
  });

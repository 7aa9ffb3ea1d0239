import type { CommandContext } from "../../command-context.ts";
import { type ExitCode, exitCodes, usageError } from "../../errors.ts";
import { isFullyAdded } from "../../job/job-request.ts";
import { jobTasksOf } from "../../manifest/job-tasks.ts";
import type { Manifest } from "../../manifest/manifest.ts";
import { groupFailures } from "../../results/digest.ts";
import { withExcerpts } from "../../results/failed-tasks.ts";
import { readManifest, readReport } from "../../results/run-record.ts";
import { cutShort } from "../../run/interruption.ts";
import { type Watched, watchReport, watchRun } from "../../run/watch-run.ts";
import { formatElapsed } from "../../text/duration.ts";
import { tellGithub } from "../../ui/github-summary.ts";
import { tallyWords } from "../../ui/words.ts";
import type { SharedFlags } from "../shared-options.ts";
import { failureText } from "../status/status-text.ts";
import { type Connected, runOf, withSession } from "../with-session.ts";

interface WatchOptions extends SharedFlags {
  readonly jobId: string;
  readonly timeoutMs: number;
}

/** Shows a run until it ends, with the verdict and the exit code of a submit, and fetches nothing. */
export const watch = (options: WatchOptions, context: CommandContext): Promise<ExitCode> =>
  withSession(options, context, async (connected) => {
    const { jobId, timeoutMs } = options;
    const { session, display, followUp } = connected;
    const run = runOf(session, jobId);
    const [manifest, report, job] = await Promise.all([
      readManifest(run),
      readReport(run),
      session.clients.batch.getJob(jobId),
    ]);
    display.emit({ event: "resumed", jobId, workload: manifest.workload, tasks: manifest.tasks.length });
    if (report !== undefined && job?.state !== "active")
      return conclude(manifest, await watchReport({ manifest, session, context }, report), connected);
    if (job === undefined && jobTasksOf(manifest).count > 0)
      throw usageError(
        "JobNotFound",
        `run ${jobId} has no job`,
        `To begin it: ${followUp("submit", "--resume", jobId)}`,
      );
    if (job?.state === "active" && !isFullyAdded(job))
      display.say(`Not all tasks are added yet; if nobody does it: ${followUp("submit", "--resume", jobId)}`);
    try {
      const watched = await watchRun({ manifest, session, timeoutMs, context, emit: display.emit });
      return await conclude(manifest, watched, connected);
    } catch (error) {
      const comeBack = followUp("watch", jobId);
      return cutShort(error, { jobId, session, followUp, comeBack, display, context });
    }
  });

const conclude = async (
  manifest: Manifest,
  { succeeded, failed, notRun, cached, endedBecause, finishedAt, failures }: Watched,
  { session, display, followUp, context }: Connected,
): Promise<ExitCode> => {
  const { jobId, createdAt } = manifest;
  const groups = groupFailures(await withExcerpts(session.clients, jobId, failures));
  display.pause();
  if (failed > 0) {
    for (const line of failureText(groups)) display.say(line);
    if (endedBecause !== undefined) display.say(`The job ended before all tasks had run: ${endedBecause}`);
    display.say(`All that they wrote to stderr: ${followUp("logs", jobId)}`);
  }
  const elapsedMs = Math.max(0, Date.parse(finishedAt) - Date.parse(createdAt));
  const tally = tallyWords({ succeeded, failed, notRun });
  display.say(`${tally}, ${formatElapsed(elapsedMs)} after it was begun`, failed === 0 ? "green" : "red");
  display.say(`To fetch the results: ${followUp("download", jobId)}`);
  display.emit({ event: "finished", jobId, succeeded, failed, notRun, cached, elapsedMs });
  await tellGithub({ ...manifest, succeeded, failed, cached, elapsedMs }, groups, context);
  return failed > 0 ? exitCodes.tasksFailed : exitCodes.ok;
};

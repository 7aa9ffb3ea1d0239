import type { CommandContext } from "../../command-context.ts";
import { type ExitCode, exitCodes, usageError } from "../../errors.ts";
import { isFullyAdded } from "../../job/job-request.ts";
import { jobTasksOf } from "../../manifest/job-tasks.ts";
import type { Manifest } from "../../manifest/manifest.ts";
import { costLines, verdictCost } from "../../results/cost-lines.ts";
import { withExcerpts } from "../../results/failed-tasks.ts";
import { groupFailures } from "../../results/failure-groups.ts";
import { readManifest, readReport } from "../../results/run-record.ts";
import { costWatch } from "../../run/cost-watch.ts";
import { findIdleNodes } from "../../run/find-idle-nodes.ts";
import { selectRun } from "../../run/find-run.ts";
import { cutShort } from "../../run/interruption.ts";
import type { PriceFlags } from "../../run/node-price.ts";
import { startPricing } from "../../run/pricing.ts";
import { type Watched, watchReport, watchRun } from "../../run/watch-run.ts";
import { formatElapsed } from "../../text/elapsed.ts";
import { failureText } from "../../ui/failure-text.ts";
import { reportToGithub } from "../../ui/github-summary.ts";
import { afterFailure, commandLines, type NextCommand } from "../../ui/next-commands.ts";
import { tallyWords } from "../../ui/words.ts";
import type { SharedFlags } from "../shared-options.ts";
import { type Connected, withSession } from "../with-session.ts";

interface WatchOptions extends SharedFlags, PriceFlags {
  /** A word that `findRun` takes. */
  readonly job: string | undefined;
  readonly timeoutMs: number;
}

/** Shows a run until it ends, then its verdict. Downloads nothing; the exit code is that of `submit`. */
export const watch = (options: WatchOptions, context: CommandContext): Promise<ExitCode> =>
  withSession(options, context, async (connected) => {
    const { job: word, timeoutMs } = options;
    const { session, display, followUp } = connected;
    const pricing = startPricing(session.environment.outputs, options, context);
    const run = await selectRun(word, session, display.emit);
    const { jobId } = run;
    const [manifest, report, job] = await Promise.all([
      readManifest(run),
      readReport(run),
      session.clients.batch.getJob(jobId),
    ]);
    display.emit({ event: "resumed", jobId, workload: manifest.workload, tasks: manifest.tasks.length });
    if (report !== undefined && job?.state !== "active")
      return showVerdict(manifest, await watchReport({ manifest, session, context }, report), connected);
    if (job === undefined && jobTasksOf(manifest).count > 0)
      throw usageError(
        "JobNotFound",
        `run ${jobId} has no job`,
        `Start it: ${followUp("submit", "--resume", jobId)}`,
      );
    if (job?.state === "active" && !isFullyAdded(job))
      display.say(
        `The job doesn't have all its tasks yet. If no submit is adding them: ${followUp("submit", "--resume", jobId)}`,
      );
    try {
      const { emit, say } = display;
      const costs = costWatch(manifest, { ...context, ...session.clients, pricing, emit, say });
      const findIdle = async () => findIdleNodes(session, await pricing.settled);
      const watched = await watchRun({ manifest, session, timeoutMs, context, emit, costs, findIdle });
      return await showVerdict(manifest, watched, connected);
    } catch (error) {
      const comeBack = followUp("watch", jobId);
      return cutShort(error, { jobId, session, followUp, comeBack, display, context });
    }
  });

const showVerdict = async (
  manifest: Manifest,
  watched: Watched,
  { session, display, followUp, context }: Connected,
): Promise<ExitCode> => {
  const { jobId, createdAt } = manifest;
  const { succeeded, failed, notRun, cached, endedBecause, finishedAt, usage, failures, cost, idle } =
    watched;
  const groups = groupFailures(await withExcerpts(session.clients, jobId, failures));
  display.pause();
  if (failed > 0) {
    for (const line of failureText(groups)) display.say(line);
    if (endedBecause !== undefined) display.say(`The job ended before all tasks ran: ${endedBecause}`);
  }
  const elapsedMs = Math.max(0, Date.parse(finishedAt) - Date.parse(createdAt));
  const tally = tallyWords({ succeeded, failed, notRun });
  display.say(
    `${tally} in ${formatElapsed(elapsedMs)}${verdictCost(watched)}`,
    failed === 0 ? "green" : "red",
  );
  if (usage?.advice !== undefined) display.say(usage.advice);
  for (const line of costLines(watched)) display.say(line);
  const results: NextCommand = ["Get results:", followUp("download", jobId)];
  const next = failed > 0 ? [...afterFailure(manifest, followUp), results] : [results];
  for (const line of commandLines(next)) display.say(line);
  display.emit({
    event: "finished",
    jobId,
    succeeded,
    failed,
    notRun,
    cached,
    endedBecause,
    elapsedMs,
    usage,
    cost,
    idle,
  });
  const run = { ...manifest, succeeded, failed, cached, elapsedMs, cost, idle };
  await reportToGithub({ run, failures: groups }, context);
  return failed > 0 ? exitCodes.tasksFailed : exitCodes.ok;
};

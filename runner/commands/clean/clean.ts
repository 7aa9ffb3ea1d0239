import type { CommandContext } from "../../command-context.ts";
import { type ExitCode, environmentError, exitCodes, usageError } from "../../errors.ts";
import { noRun } from "../../results/run-record.ts";
import { writeData } from "../../terminal.ts";
import { bytes, plural } from "../../text/amounts.ts";
import { jsonLine } from "../../text/visible.ts";
import type { Cleaning } from "../../ui/events.ts";
import { confirm } from "../confirm.ts";
import type { SharedFlags } from "../shared-options.ts";
import { type Connected, runOf, withSession } from "../with-session.ts";
import { type CleanAmounts, measure, remove } from "./delete-runs.ts";
import { survey } from "./list-deletable.ts";
import { type CleanPlan, type CleanRequest, planClean, type RunUse } from "./plan-clean.ts";

interface CleanOptions extends SharedFlags {
  /** Runs to remove. */
  readonly jobIds: readonly string[];
  /** Removes every run that is older, milliseconds, and what no run uses. */
  readonly olderThanMs?: number | undefined;
  readonly dryRun: boolean;
  readonly yes: boolean;
}

/** Removes runs with all that nobody else needs: job, inputs, outputs, code, record. Shows it first, then asks. */
export const clean = (options: CleanOptions, context: CommandContext): Promise<ExitCode> =>
  withSession(options, context, async (connected) => {
    const { session, display } = connected;
    const { plan } = await makePlan(options, connected);
    const amounts = await measure(plan, session.clients, progressOf("listing", connected));
    display.pause();
    if (isNothing(amounts)) {
      display.say("There is nothing to remove");
      return exitCodes.ok;
    }
    for (const line of runLines(plan)) display.say(line);
    display.say(`To be removed: ${amountWords(amounts)}`);
    if (options.dryRun) {
      await printEvent({ event: "cleanable", ...eventOf(plan, amounts) }, options, context);
      return exitCodes.ok;
    }
    if (!(await confirm({ question: "Remove all of that?", yes: options.yes }, connected))) {
      display.say("Nothing is removed");
      return exitCodes.ok;
    }
    // Whoever was asked took his time: somebody may have begun to use some of it.
    const fresh = await makePlan(options, connected);
    const { clients } = session;
    const planAgain = async (): Promise<CleanPlan> =>
      surePlan({ ...fresh.request, all: await survey(clients, context.clock.now()) });
    const { outputs, inputs, bundles } = amounts;
    const total = outputs.count + inputs.count + bundles.count;
    const onRemoved = progressOf("removing", connected, total);
    const removed = await remove({ plan: fresh.plan, planAgain, clients, signal: context.signal, onRemoved });
    display.pause();
    display.say(`Removed: ${amountWords(removed)}`);
    await printEvent({ event: "cleaned", ...eventOf(fresh.plan, removed) }, options, context);
    return exitCodes.ok;
  });

/** Between two events of progress. */
const progressEveryMs = 500;

/** Also removed are the records of the runs, a few blobs beside the total. */
const progressOf = (step: Cleaning["step"], { display, context: { clock } }: Connected, total?: number) => {
  let next = clock.monotonicMs() + progressEveryMs;
  return (count: number): void => {
    const now = clock.monotonicMs();
    if (now < next) return;
    next = now + progressEveryMs;
    display.emit({ event: "cleaning", step, done: Math.min(count, total ?? count), total });
  };
};

interface Made {
  readonly plan: CleanPlan;
  readonly request: Omit<CleanRequest, "all">;
}

const makePlan = async (options: CleanOptions, connected: Connected): Promise<Made> => {
  const { session, context } = connected;
  const all = await survey(session.clients, context.clock.now(), progressOf("reading", connected));
  const request = choose(options, all, connected);
  return { request, plan: surePlan({ all, ...request }) };
};

const surePlan = (request: CleanRequest): CleanPlan => {
  const { all, chosen } = request;
  const obscure = all.find(({ isReadable, jobId }) => !isReadable && !chosen.has(jobId));
  if (obscure === undefined) return planClean(request);
  if (obscure.isLive && obscure.taskCount === 0)
    throw environmentError(
      "LiveRunUnreadable",
      `the plan of run ${obscure.jobId} is missing from storage or of another version, and its job is live: nothing that it may use was removed`,
      "Cancel that run, or wait until it ends.",
    );
  throw environmentError(
    "RunUnreadable",
    `another version of the runner wrote run ${obscure.jobId}: nobody knows what it uses, so nothing that it may use was removed`,
    "Remove that run too, or clean with that version.",
  );
};

const choose = (
  options: CleanOptions,
  all: readonly RunUse[],
  connected: Connected,
): Omit<CleanRequest, "all"> => {
  const { olderThanMs } = options;
  if (olderThanMs === undefined) return { chosen: namedRuns(options, all, connected) };
  const now = connected.context.clock.now();
  const before = new Date(now.getTime() - olderThanMs);
  const old = all.filter(({ createdAt, isLive, isOnItsWay }) => createdAt < before && !isLive && !isOnItsWay);
  return { chosen: new Set(old.map(({ jobId }) => jobId)), unusedBefore: before };
};

const namedRuns = (
  { jobIds }: CleanOptions,
  all: readonly RunUse[],
  { session, followUp }: Connected,
): ReadonlySet<string> => {
  for (const jobId of jobIds) {
    const record = runOf(session, jobId);
    const run = all.find((candidate) => candidate.jobId === jobId);
    if (run === undefined) throw noRun(record);
    if (run.isLive)
      throw usageError(
        "RunNotFinished",
        `run ${jobId} goes on, so nothing was removed`,
        `To end it: ${followUp("cancel", jobId)}`,
      );
  }
  return new Set(jobIds);
};

/** Runs that are named. */
const named = 10;

const runLines = ({ runs }: CleanPlan): string[] => {
  const lines = runs
    .slice(0, named)
    .map(({ jobId, taskCount }) => `  ${jobId}${taskCount === 0 ? "" : `  ${plural(taskCount, "task")}`}`);
  return runs.length > named ? [...lines, `  and ${runs.length - named} more`] : lines;
};

const isNothing = ({ runs, outputs, inputs, bundles }: CleanAmounts): boolean =>
  runs + outputs.count + inputs.count + bundles.count === 0;

/** `2 runs, 1 job, 24 outputs and logs (3.1 MB), 5 inputs (1.2 MB)`. */
const amountWords = ({ runs, jobs, outputs, inputs, bundles }: CleanAmounts): string =>
  [
    runs > 0 ? plural(runs, "run") : "",
    jobs > 0 ? plural(jobs, "job") : "",
    outputs.count > 0 ? `${outputs.count} outputs and logs (${bytes(outputs.bytes)})` : "",
    inputs.count > 0 ? `${plural(inputs.count, "input")} (${bytes(inputs.bytes)})` : "",
    bundles.count > 0 ? `${plural(bundles.count, "bundle")} of code (${bytes(bundles.bytes)})` : "",
  ]
    .filter((part) => part !== "")
    .join(", ");

const eventOf = ({ runs }: CleanPlan, amounts: CleanAmounts) => ({
  ...amounts,
  runs: runs.map(({ jobId }) => jobId),
});

const printEvent = async (
  event: object,
  { json }: CleanOptions,
  { terminal }: CommandContext,
): Promise<void> => {
  if (json) await writeData(terminal.stdout, `${jsonLine(event)}\n`);
};

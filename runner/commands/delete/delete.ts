import type { CommandContext } from "../../command-context.ts";
import { type ExitCode, environmentError, exitCodes, usageError } from "../../errors.ts";
import { noRun } from "../../results/run-record.ts";
import { selectRun } from "../../run/find-run.ts";
import { runRecord } from "../../run/session.ts";
import { writeData } from "../../terminal.ts";
import { bytes, plural } from "../../text/amounts.ts";
import type { CleanAmounts, Removing } from "../../ui/command-events.ts";
import { eventLine } from "../../ui/event-line.ts";
import type { JsonEvent } from "../../ui/events.ts";
import { confirm } from "../confirm.ts";
import { namedRun } from "../named-run.ts";
import type { SharedFlags } from "../shared-options.ts";
import { type Connected, withSession } from "../with-session.ts";
import { deleteRuns, measureRuns } from "./delete-runs.ts";
import { listRunUses } from "./list-run-uses.ts";
import { type DeletionPlan, type DeletionRequest, planDeletion, type RunUse } from "./plan-deletion.ts";

interface DeleteOptions extends SharedFlags {
  /** Runs to delete: words that `findRun` takes. */
  readonly jobs: readonly string[];
  /** Removes every finished run that is older, in milliseconds, and blobs of that age that no run uses. */
  readonly olderThanMs?: number | undefined;
  readonly dryRun: boolean;
  readonly yes: boolean;
}

/** Deletes the jobs, outputs and records of runs, and the inputs and code that no other run uses, after a confirmation. */
export const deleteRunsOf = (flags: DeleteOptions, context: CommandContext): Promise<ExitCode> =>
  withSession(flags, context, async (connected) => {
    const { session, display } = connected;
    const options = { ...flags, jobIds: await jobIdsOf(flags, connected) };
    const { plan } = await makePlan(options, connected);
    const amounts = await measureRuns(plan, session.clients, progressOf("listing", connected));
    display.pause();
    if (isNothing(plan, amounts)) {
      display.say("Nothing to delete");
      return exitCodes.ok;
    }
    for (const line of runLines(plan)) display.say(line);
    display.say(`To delete: ${amountWords(plan, amounts)}`);
    if (options.dryRun) {
      await printEvent({ event: "removable", ...eventOf(plan, amounts) }, options, context);
      return exitCodes.ok;
    }
    if (
      !(await confirm(
        { question: "Delete all of this from Batch and storage? Downloaded results stay.", yes: options.yes },
        connected,
      ))
    ) {
      display.say("Nothing was deleted");
      return exitCodes.ok;
    }
    // Plan again: another run may have started to use blobs during the prompt.
    const latest = await makePlan(options, connected);
    const { clients } = session;
    const planAgain = async (): Promise<DeletionPlan> =>
      checkedPlan({ ...latest.request, all: await listRunUses(clients, context.clock.now()) });
    const { outputs, inputs, bundles } = amounts;
    const total = outputs.count + inputs.count + bundles.count;
    const onRemoved = progressOf("removing", connected, total);
    const removed = await deleteRuns({
      plan: latest.plan,
      planAgain,
      clients,
      signal: context.signal,
      onRemoved,
    });
    display.pause();
    display.say(`Deleted: ${amountWords(latest.plan, removed)}`);
    await printEvent({ event: "removed", ...eventOf(latest.plan, removed) }, options, context);
    return exitCodes.ok;
  });

/** Time between two progress events. */
const progressEveryMs = 500;

/** Returns a callback that emits progress. Clamps to the total, which doesn't include the records of the runs. */
const progressOf = (step: Removing["step"], { display, context: { clock } }: Connected, total?: number) => {
  let nextAt = clock.monotonicMs() + progressEveryMs;
  return (count: number): void => {
    const now = clock.monotonicMs();
    if (now < nextAt) return;
    nextAt = now + progressEveryMs;
    display.emit({ event: "removing", step, done: Math.min(count, total ?? count), total });
  };
};

interface ChosenRuns extends DeleteOptions {
  readonly jobIds: readonly string[];
}

const jobIdsOf = async ({ jobs, yes }: DeleteOptions, connected: Connected): Promise<string[]> => {
  const { session, display } = connected;
  const jobIds = new Set<string>();
  for (const word of jobs) {
    const run = yes
      ? await namedRun(word, "delete", connected)
      : await selectRun(word, session, display.emit);
    jobIds.add(run.jobId);
  }
  return [...jobIds];
};

interface LatestPlan {
  readonly plan: DeletionPlan;
  readonly request: Omit<DeletionRequest, "all">;
}

const makePlan = async (options: ChosenRuns, connected: Connected): Promise<LatestPlan> => {
  const { session, context } = connected;
  const all = await listRunUses(session.clients, context.clock.now(), progressOf("reading", connected));
  const request = chooseRuns(options, all, connected);
  return { request, plan: checkedPlan({ all, ...request }) };
};

/** @throws RunnerError `RunUnreadable` or `LiveRunUnreadable` if it is unknown what a run that stays uses. */
const checkedPlan = (request: DeletionRequest): DeletionPlan => {
  const { all, chosen } = request;
  const unreadable = all.find(({ isReadable, jobId }) => !isReadable && !chosen.has(jobId));
  if (unreadable === undefined) return planDeletion(request);
  if (unreadable.isLive && unreadable.taskCount === 0)
    throw environmentError(
      "LiveRunUnreadable",
      `run ${unreadable.jobId} has a live job and an unreadable plan, so the files it uses are unknown; nothing was deleted`,
      "Cancel that run or wait until it ends, then try again.",
    );
  throw environmentError(
    "RunUnreadable",
    `run ${unreadable.jobId} was written by another version of the runner, so the files it uses are unknown; nothing was deleted`,
    "Delete that run too, or use that version of the runner.",
  );
};

const chooseRuns = (
  options: ChosenRuns,
  all: readonly RunUse[],
  connected: Connected,
): Omit<DeletionRequest, "all"> => {
  const { olderThanMs } = options;
  if (olderThanMs === undefined) return { chosen: namedRuns(options, all, connected) };
  const now = connected.context.clock.now();
  const before = new Date(now.getTime() - olderThanMs);
  const old = all.filter(({ createdAt, isLive, isOnItsWay }) => createdAt < before && !isLive && !isOnItsWay);
  return { chosen: new Set(old.map(({ jobId }) => jobId)), unusedBefore: before };
};

const namedRuns = (
  { jobIds }: ChosenRuns,
  all: readonly RunUse[],
  { session, followUp }: Connected,
): ReadonlySet<string> => {
  for (const jobId of jobIds) {
    const record = runRecord(session, jobId);
    const run = all.find((candidate) => candidate.jobId === jobId);
    if (run === undefined) throw noRun(record);
    if (run.isLive)
      throw usageError(
        "RunNotFinished",
        `run ${jobId} is still running; nothing was deleted`,
        `Cancel it first: ${followUp("cancel", jobId)}`,
      );
  }
  return new Set(jobIds);
};

/** Runs listed by id. */
const named = 10;

const runLines = ({ runs }: DeletionPlan): string[] => {
  const lines = runs
    .slice(0, named)
    .map(({ jobId, taskCount }) => `  ${jobId}${taskCount === 0 ? "" : `  ${plural(taskCount, "task")}`}`);
  return runs.length > named ? [...lines, `  and ${runs.length - named} more`] : lines;
};

const isNothing = ({ runs }: DeletionPlan, { outputs, inputs, bundles }: CleanAmounts): boolean =>
  runs.length + outputs.count + inputs.count + bundles.count === 0;

/** Such as `2 runs, 1 job, 24 output and log files (3.1 MB), 5 inputs (1.2 MB)`. */
const amountWords = ({ runs }: DeletionPlan, { jobs, outputs, inputs, bundles }: CleanAmounts): string =>
  [
    runs.length > 0 ? plural(runs.length, "run") : "",
    jobs > 0 ? plural(jobs, "job") : "",
    outputs.count > 0 ? `${plural(outputs.count, "output and log file")} (${bytes(outputs.bytes)})` : "",
    inputs.count > 0 ? `${plural(inputs.count, "input")} (${bytes(inputs.bytes)})` : "",
    bundles.count > 0 ? `${plural(bundles.count, "code bundle")} (${bytes(bundles.bytes)})` : "",
  ]
    .filter((part) => part !== "")
    .join(", ");

const eventOf = ({ runs }: DeletionPlan, amounts: CleanAmounts) => ({
  ...amounts,
  runs: runs.map(({ jobId }) => jobId),
});

const printEvent = async (
  event: JsonEvent,
  { json }: DeleteOptions,
  { terminal }: CommandContext,
): Promise<void> => {
  if (json) await writeData(terminal.stdout, eventLine(event));
};

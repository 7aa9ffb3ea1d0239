import type { CommandContext } from "../command-context.ts";
import { type ExitCode, exitCodes, usageError } from "../errors.ts";
import { jobTasksOf } from "../manifest/job-tasks.ts";
import type { Manifest } from "../manifest/manifest.ts";
import { currencyOf } from "../prices/currency.ts";
import { checkOut } from "../results/run-folder.ts";
import { readManifest, readReport, writeManifest } from "../results/run-record.ts";
import type { Display } from "../ui/display.ts";
import { followUps } from "../ui/follow-up.ts";
import { openDisplay } from "../ui/open-display.ts";
import { checkMaxCost } from "./check-cost.ts";
import {
  completePlan,
  type NewRun,
  type PlannedRun,
  type PlanOptions,
  prepareLocally,
} from "./complete-plan.ts";
import { costLimit } from "./cost-limit.ts";
import { selectRun } from "./find-run.ts";
import { finishRun } from "./finish.ts";
import { beforeJob } from "./interruption.ts";
import { nodePriceOf } from "./node-price.ts";
import type { PreparedRun } from "./prepare.ts";
import { openSession, type Session } from "./session.ts";
import { startRun } from "./start-run.ts";
import { storeRun } from "./store.ts";

export interface SubmitOptions extends PlanOptions {
  /** A new run, or one whose plan is in storage. */
  readonly source: NewRun | { readonly kind: "resume"; readonly job: string | undefined };
  /** Exits as soon as the job has started. */
  readonly detach: boolean;
}

interface Submit {
  readonly options: SubmitOptions;
  readonly context: CommandContext;
  readonly display: Display;
}

/** Takes a run from plan to results, or resumes one. */
export const submitRun = async (options: SubmitOptions, context: CommandContext): Promise<ExitCode> => {
  const startedAt = context.clock.monotonicMs();
  currencyOf(context.env);
  const display = openDisplay(options.json ?? false, context);
  try {
    await checkOut({ ...context, out: options.out });
    const submit = { options, context, display };
    const { session, manifest, priorMs } = await settle(submit);
    try {
      if (options.detach) return await detach(submit, session, manifest);
      return await finishRun({ manifest, session, priorMs, options, startedAt, context, display });
    } finally {
      session.environment.release();
    }
  } finally {
    display.close();
  }
};

interface Settled {
  readonly session: Session;
  readonly manifest: Manifest;
  /** Median duration of tasks of the same code in earlier runs. */
  readonly priorMs?: number | undefined;
}

/**
 * Connects and returns the manifest of a run whose plan is in storage.
 *
 * Each step hands its result on and returns, so that nothing holds the files of a plan of 100,000 while its tasks run.
 */
const settle = (submit: Submit): Promise<Settled> => {
  const { options, context } = submit;
  const { source } = options;
  return source.kind === "resume"
    ? resume(submit, source.job)
    : beforeJob(settleNew(submit, source), context.signal);
};

const settleNew = async (submit: Submit, source: NewRun): Promise<Settled> => {
  const planned = await plan(submit, source);
  const { session, run, medianSeconds } = planned;
  await releasedOnError(session, refuseCost(planned, submit));
  const priorMs = medianSeconds && medianSeconds * 1000;
  return { session, priorMs, manifest: await releasedOnError(session, store(submit, session, run)) };
};

/** Refuses a run that would cost more than the user allows, while nothing is uploaded. */
const refuseCost = async (
  { run: { manifest }, medianSeconds, session }: PlannedRun & { readonly session: Session },
  { options, context, display }: Submit,
): Promise<void> => {
  const { maxCost, detach: isDetached } = options;
  if (maxCost === undefined) return;
  const { outputs } = session.environment;
  const price = await nodePriceOf(outputs, options, context);
  const notice = checkMaxCost({ maxCost, manifest, medianSeconds, pool: outputs, price, isDetached });
  if (notice !== undefined) display.say(notice);
};

const plan = async (submit: Submit, source: NewRun): Promise<PlannedRun & { readonly session: Session }> => {
  const { options, context, display } = submit;
  const request = { ...submit, source };
  const prepared = await prepareLocally(request);
  const session = await openSession(options, context, display.emit);
  return { session, ...(await releasedOnError(session, completePlan(request, session, prepared))) };
};

/** Releases the environment if the work fails. */
const releasedOnError = async <T>({ environment }: Session, work: Promise<T>): Promise<T> => {
  try {
    return await work;
  } catch (error) {
    environment.release();
    throw error;
  }
};

const store = async ({ context, display }: Submit, session: Session, run: PreparedRun): Promise<Manifest> => {
  const { manifest } = run;
  const { jobId, workload, tasks } = manifest;
  const cached = tasks.length - jobTasksOf(manifest).count;
  display.emit({
    event: "planned",
    ...{ jobId, workload, tasks: tasks.length, cached },
    ...inputTotals(manifest),
  });
  const { clock, signal } = context;
  await storeRun({ run, clients: session.clients, clock, signal, emit: display.emit });
  return manifest;
};

/** Number and bytes of a run's inputs; one that several tasks read counts once. */
const inputTotals = ({ tasks }: Manifest): { readonly inputs: number; readonly bytes: number } => {
  const sizes = new Map<string, number>();
  for (const task of tasks) for (const { name, size } of task.inputs) sizes.set(name, size);
  let bytes = 0;
  for (const size of sizes.values()) bytes += size;
  return { inputs: sizes.size, bytes };
};

const resume = async (submit: Submit, job: string | undefined): Promise<Settled> => {
  const { options, context, display } = submit;
  const opening = openSession(options, context, display.emit);
  const session = await beforeJob(opening, context.signal);
  return { session, manifest: await releasedOnError(session, findPlan(job, session, submit)) };
};

/**
 * Returns the manifest of a run that can still be finished.
 *
 * @throws RunnerError `RunFinished` if the run has a report and its job is deleted.
 */
const findPlan = async (
  job: string | undefined,
  session: Session,
  { options: { maxFails, maxCost }, context, display }: Submit,
): Promise<Manifest> => {
  const run = await selectRun(job, session, display.emit);
  const { jobId } = run;
  const stored = await readManifest(run);
  const manifest = {
    ...stored,
    maxFails: maxFails ?? stored.maxFails,
    ...costLimit(maxCost, context.env),
  };
  const { state = "deleting" } = (await session.clients.batch.getJob(jobId)) ?? {};
  if (state === "deleting" && (await readReport(run)) !== undefined) {
    throw usageError(
      "RunFinished",
      `run ${jobId} has finished and its job is deleted`,
      "Submit the workload again for a new run.",
    );
  }
  if (maxFails !== undefined || maxCost !== undefined) await writeManifest(run, manifest);
  display.emit({ event: "resumed", jobId, workload: manifest.workload, tasks: manifest.tasks.length });
  return manifest;
};

/** Starts the job and prints the commands that follow it. */
const detach = async (
  { options, context, display }: Submit,
  session: Session,
  manifest: Manifest,
): Promise<ExitCode> => {
  const { jobId } = manifest;
  const followUp = followUps(options, context.env);
  if (jobTasksOf(manifest).count > 0) await startRun({ manifest, session, context, emit: display.emit });
  else display.say("No task has to run");
  display.emit({ event: "detached", jobId });
  if (manifest.maxFails !== undefined)
    display.say(`--max-fails ${manifest.maxFails} applies while a command watches the run`);
  if (manifest.maxCost !== undefined)
    display.say(`--max-cost ${manifest.maxCost} applies while a command watches the run`);
  display.say(`Show progress:  ${followUp("status", jobId)}`);
  display.say(`Get results:    ${followUp("submit", "--resume", jobId)}`);
  display.say(`Cancel:         ${followUp("cancel", jobId)}`);
  return exitCodes.ok;
};

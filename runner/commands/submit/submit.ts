import type { StoredInputs } from "../../../task/workload.ts";
import type { CommandContext } from "../../command-context.ts";
import { chooseEnvironment } from "../../environment/choose-environment.ts";
import { type ExitCode, exitCodes, usageError } from "../../errors.ts";
import { jobTasksOf } from "../../manifest/job-tasks.ts";
import { isId, type Manifest, type ManifestInput } from "../../manifest/manifest.ts";
import { checkPool } from "../../plan/check-pool.ts";
import { findWorkload } from "../../plan/find-workload.ts";
import { findStored } from "../../plan/stored-inputs.ts";
import { checkOut } from "../../results/run-folder.ts";
import { type RunRecord, readManifest, readReport } from "../../results/run-record.ts";
import { startRun } from "../../run/execute.ts";
import { type EarlierWork, findCached } from "../../run/find-cached.ts";
import { type FinishOptions, finishRun } from "../../run/finish.ts";
import { beforeJob } from "../../run/interruption.ts";
import { type PreparedRun, prepareRun, storedInputs } from "../../run/prepare.ts";
import { openSession, runRecord, type Session } from "../../run/session.ts";
import { storeRun } from "../../run/store.ts";
import type { Display } from "../../ui/display.ts";
import { followUps } from "../../ui/follow-up.ts";
import { openDisplay } from "../../ui/open-display.ts";
import { dryRun } from "./dry-run.ts";
import { onlyFailed } from "./only-failed.ts";

export interface SubmitOptions extends FinishOptions {
  readonly workload?: string | undefined;
  /** Globs. */
  readonly inputs: readonly string[];
  /** What follows `--`. */
  readonly args: readonly string[];
  /** Id of a run to come back to, instead of a new one. */
  readonly resume?: string | undefined;
  /** Id of a finished run whose failed tasks make up the new one. */
  readonly onlyFailed?: string | undefined;
  /** Shows what would be done. */
  readonly dryRun: boolean;
  /** Leaves as soon as the job has started. */
  readonly detach: boolean;
  /** Runs again what earlier runs have done. */
  readonly force: boolean;
  readonly maxTasks: number;
  readonly retries?: number | undefined;
  /** What a node costs an hour, for the estimate of a dry run. */
  readonly nodePrice?: number | undefined;
}

export const defaultWorkload = "top-words";

/** What this machine has of a new run; taken out when it is used, so that 100,000 files are not kept in mind until the end. */
interface Mine {
  run?: PreparedRun | undefined;
}

/** Everything that the steps of a submit share. */
interface Submit {
  readonly options: SubmitOptions;
  readonly context: CommandContext;
  readonly display: Display;
}

/** Runs a workload over input files, from plan to results, or comes back to a run that was left. */
export const submit = async (options: SubmitOptions, context: CommandContext): Promise<ExitCode> => {
  const startedAt = context.clock.monotonicMs();
  const display = openDisplay(options.json ?? false, context);
  const submit = { options, context, display };
  try {
    await checkOut(context.cwd, options.out);
    const isNew = options.resume === undefined && options.onlyFailed === undefined;
    const mine: Mine = { run: isNew ? await beforeJob(prepareHere(submit), context.signal) : undefined };
    if (options.dryRun && mine.run && (await wouldStartLocalCloud(submit))) {
      return await showPlan(submit, undefined, { run: mine.run, medianSeconds: undefined });
    }
    const session = await beforeJob(openSession(options, context, display.emit), context.signal);
    try {
      if (options.dryRun) return await showPlan(submit, session, await plan(submit, session, mine));
      const manifest = await (options.resume === undefined
        ? beforeJob(store(submit, session, mine), context.signal)
        : findRun(options.resume, session, display));
      if (options.detach) return await detach(submit, session, manifest);
      return await finishRun({ manifest, session, options, startedAt, context, display });
    } finally {
      session.environment.release();
    }
  } finally {
    display.close();
  }
};

/** Undefined where the inputs are in storage, which is not asked before there is a connection. */
const prepareHere = async (submit: Submit): Promise<PreparedRun | undefined> =>
  (await placeOf(submit)) === undefined ? prepare(submit) : undefined;

const prepareThere = async (submit: Submit, { clients }: Session): Promise<PreparedRun> => {
  const place = await placeOf(submit);
  return prepare(submit, place && (await findStored(clients, place)));
};

const placeOf = async ({ options, context }: Submit): Promise<StoredInputs | undefined> =>
  storedInputs(options, await findWorkload(options.workload ?? defaultWorkload, context));

const prepare = ({ options, context }: Submit, stored?: readonly ManifestInput[]): Promise<PreparedRun> => {
  const { workload = defaultWorkload } = options;
  return prepareRun({ ...options, workload, stored }, context);
};

/** Connecting starts the local cloud, which a dry run should not. */
const wouldStartLocalCloud = async ({ options, context }: Submit): Promise<boolean> => {
  const { projectDir, env } = context;
  return (await chooseEnvironment({ ...options, projectDir, env })).kind === "local cloud";
};

interface Planned {
  readonly run: PreparedRun;
  readonly medianSeconds: EarlierWork["medianSeconds"];
}

/** What is going to run, with what earlier runs have done told apart. */
const plan = async (submit: Submit, session: Session, mine: Mine): Promise<Planned> => {
  const { options, context } = submit;
  const { clients, environment } = session;
  const prepared = mine.run;
  delete mine.run;
  const followUp = followUps(options, context.env);
  const failedOf = (jobId: string): Promise<PreparedRun> =>
    onlyFailed(
      recordOf(jobId, session, "--only-failed"),
      { ...options, clients, followUp, onNotice: submit.display.say },
      context,
    );
  const run =
    prepared ??
    (options.onlyFailed === undefined
      ? await prepareThere(submit, session)
      : await failedOf(options.onlyFailed));
  checkPool(run.manifest, environment.outputs);
  if (options.force) return { run, medianSeconds: undefined };
  const { manifest, medianSeconds } = await findCached({ ...clients, signal: context.signal }, run.manifest);
  return { run: { ...run, manifest }, medianSeconds };
};

const showPlan = async (
  submit: Submit,
  session: Session | undefined,
  planned: Planned,
): Promise<ExitCode> => {
  const { options, context, display } = submit;
  await dryRun({ ...planned, session, options, signal: context.signal }, display, context.terminal);
  return exitCodes.ok;
};

const store = async (submit: Submit, session: Session, mine: Mine): Promise<Manifest> => {
  const { context, display } = submit;
  const { run } = await plan(submit, session, mine);
  const { manifest } = run;
  const { jobId, workload, tasks } = manifest;
  display.emit({
    event: "planned",
    jobId,
    workload,
    tasks: tasks.length,
    cached: tasks.length - jobTasksOf(manifest).count,
    ...inputsOf(manifest),
  });
  const { clock, signal } = context;
  await storeRun({ run, clients: session.clients, clock, signal, emit: display.emit });
  return manifest;
};

const inputsOf = ({ tasks }: Manifest): { readonly inputs: number; readonly bytes: number } => {
  const sizes = new Map<string, number>();
  for (const task of tasks) for (const { name, size } of task.inputs) sizes.set(name, size);
  let bytes = 0;
  for (const size of sizes.values()) bytes += size;
  return { inputs: sizes.size, bytes };
};

/** The manifest of a run that can still be finished. */
const findRun = async (jobId: string, session: Session, display: Display): Promise<Manifest> => {
  const run = recordOf(jobId, session, "--resume");
  const manifest = await readManifest(run);
  const { state = "deleting" } = (await session.clients.batch.getJob(jobId)) ?? {};
  if (state === "deleting" && (await readReport(run)) !== undefined) {
    throw usageError(
      "RunFinished",
      `run ${jobId} has finished and its job is deleted`,
      "Its work can be submitted again.",
    );
  }
  display.emit({ event: "resumed", jobId, workload: manifest.workload, tasks: manifest.tasks.length });
  return manifest;
};

const recordOf = (jobId: string, session: Session, flag: string): RunRecord => {
  if (!isId(jobId)) throw usageError("InvalidJobId", `${flag}: expected the id of a job, found "${jobId}"`);
  return runRecord(session, jobId);
};

/** Starts the job and says how to follow it. */
const detach = async (
  { options, context, display }: Submit,
  session: Session,
  manifest: Manifest,
): Promise<ExitCode> => {
  const { jobId } = manifest;
  const followUp = followUps(options, context.env);
  if (jobTasksOf(manifest).count > 0) await startRun({ manifest, session, context, emit: display.emit });
  else display.say("Nothing has to run");
  display.emit({ event: "detached", jobId });
  const lines = [
    ["to see how it goes", followUp("status", jobId)],
    ["to come back to it", followUp("submit", "--resume", jobId)],
    ["to cancel it", followUp("cancel", jobId)],
  ];
  for (const [what = "", command] of lines) display.say(`${what.padEnd(19)} ${command}`);
  return exitCodes.ok;
};

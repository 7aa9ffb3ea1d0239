import { hasRunFile, readManifest, writeRunFile } from "../blobs/run-record.ts";
import type { Display } from "../display/display.ts";
import { openDisplay } from "../display/open-display.ts";
import { type ExitCode, exitCodes, usageError } from "../errors.ts";
import { workloadNamed } from "../plan/find-workload.ts";
import { isId, type Manifest } from "../plan/manifest.ts";
import { conclude } from "../run/conclude.ts";
import { offerToDeleteJob } from "../run/delete-job.ts";
import { executeRun } from "../run/execute.ts";
import { checkOut, type RunFolder, runFolder, writeJson } from "../run/folder.ts";
import { beforeJob, cutShort } from "../run/interruption.ts";
import { type PreparedRun, prepareRun } from "../run/prepare.ts";
import { type RunReport, runReport } from "../run/report.ts";
import { storeRun } from "../run/store.ts";
import { openSession, type Session, type SessionOptions } from "../session.ts";
import type { World } from "../world.ts";
import { followUps } from "./follow-up.ts";

export interface SubmitOptions extends SessionOptions {
  readonly workload?: string | undefined;
  /** Globs. */
  readonly inputs: readonly string[];
  /** What follows `--`. */
  readonly args: readonly string[];
  /** Folder for the results of all runs. */
  readonly out: string;
  readonly timeoutMs: number;
  readonly yes: boolean;
  readonly keepJob: boolean;
  /** Id of a run to come back to, instead of a new one. */
  readonly resume?: string | undefined;
}

export const defaultWorkload = "top-words";

/** Runs a workload over input files, from plan to results, or comes back to a run that was left. */
export const submit = async (options: SubmitOptions, world: World): Promise<ExitCode> => {
  const startedAt = world.clock.now().getTime();
  const display = openDisplay(options.json ?? false, world);
  try {
    const { resume } = options;
    await checkOut(world.cwd, options.out);
    const { signal } = world;
    const prepared = resume === undefined ? await beforeJob(prepare(options, world), signal) : undefined;
    const session = await beforeJob(openSession(options, world, display.emit), signal);
    try {
      const manifest = prepared
        ? await beforeJob(store(prepared, session, { world, display }), signal)
        : await findRun(resume ?? "", session, display);
      return await finish({ manifest, session, options, startedAt, world, display });
    } finally {
      session.environment.release();
    }
  } finally {
    display.close();
  }
};

const prepare = (options: SubmitOptions, world: World): Promise<PreparedRun> => {
  const { workload = defaultWorkload, inputs, args, timeoutMs } = options;
  return prepareRun({ workload, inputs, args, timeoutMs }, world);
};

const store = async (
  run: PreparedRun,
  session: Session,
  { world, display }: { world: World; display: Display },
): Promise<Manifest> => {
  const { manifest, files } = run;
  const { jobId, workload, tasks } = manifest;
  const bytes = files.reduce((sum, { size }) => sum + size, 0);
  display.emit({ event: "planned", jobId, workload, tasks: tasks.length, inputs: files.length, bytes });
  await storeRun({
    run,
    clients: session.clients,
    clock: world.clock,
    signal: world.signal,
    emit: display.emit,
  });
  return manifest;
};

/** The manifest of a run that can still be finished. */
const findRun = async (jobId: string, { clients }: Session, display: Display): Promise<Manifest> => {
  if (!isId(jobId)) throw usageError(`--resume: expected the id of a job, found "${jobId}"`);
  const { application, storageCall } = clients;
  const run = { application, jobId, storageCall };
  const manifest = await readManifest(run);
  const { state = "deleting" } = (await clients.batch.getJob(jobId)) ?? {};
  if (state === "deleting" && (await hasRunFile(run, "report.json"))) {
    throw usageError(`run ${jobId} has finished and its job is deleted`, "Its work can be submitted again.");
  }
  display.emit({ event: "resumed", jobId, workload: manifest.workload, tasks: manifest.tasks.length });
  return manifest;
};

interface FinishRequest {
  readonly manifest: Manifest;
  readonly session: Session;
  readonly options: SubmitOptions;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly world: World;
  readonly display: Display;
}

const finish = async (request: FinishRequest): Promise<ExitCode> => {
  const { manifest, session, options, world, display } = request;
  const { jobId } = manifest;
  const { application, batch, storageCall } = session.clients;
  const folder = runFolder({ cwd: world.cwd, out: options.out, jobId });
  const followUp = followUps(options, world.env);
  await writeJson(folder, "manifest.json", manifest);
  let report: RunReport;
  try {
    report = await execute(request, folder);
  } catch (error) {
    return cutShort(error, { jobId, session, followUp, display, world });
  }
  await writeJson(folder, "report.json", report);
  const workload = workloadNamed(manifest.workload, world.workloads);
  conclude({ report, workload, folder, json: options.json ?? false }, display, world.terminal);
  await writeRunFile({ application, jobId, storageCall }, "report.json", report);
  const hasFailures = report.failed > 0;
  const { yes, keepJob } = options;
  const deletion = {
    batch,
    jobId,
    yes,
    keepJob,
    later: followUp("submit", "--resume", jobId, "--yes"),
    hasFailures,
  };
  await offerToDeleteJob(deletion, display, world);
  return hasFailures ? exitCodes.tasksFailed : exitCodes.ok;
};

const execute = async (request: FinishRequest, folder: RunFolder): Promise<RunReport> => {
  const { manifest, session, options, startedAt, world, display } = request;
  const workload = workloadNamed(manifest.workload, world.workloads);
  const { timeoutMs } = options;
  const run = { manifest, session, workload, folder: folder.path, timeoutMs, world, emit: display.emit };
  const outcomes = await executeRun(run);
  const finishedAt = world.clock.now();
  return runReport({ manifest, outcomes, elapsedMs: finishedAt.getTime() - startedAt, finishedAt });
};

import { readManifest, readReport } from "../blobs/run-record.ts";
import type { Display } from "../display/display.ts";
import { openDisplay } from "../display/open-display.ts";
import { type ExitCode, usageError } from "../errors.ts";
import { isId, type Manifest } from "../plan/manifest.ts";
import { type FinishOptions, finishRun } from "../run/finish.ts";
import { checkOut } from "../run/folder.ts";
import { beforeJob } from "../run/interruption.ts";
import { type PreparedRun, prepareRun } from "../run/prepare.ts";
import { storeRun } from "../run/store.ts";
import { openSession, type Session } from "../session.ts";
import type { World } from "../world.ts";

export interface SubmitOptions extends FinishOptions {
  readonly workload?: string | undefined;
  /** Globs. */
  readonly inputs: readonly string[];
  /** What follows `--`. */
  readonly args: readonly string[];
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
      return await finishRun({ manifest, session, options, startedAt, world, display });
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
  display.emit({
    event: "planned",
    jobId,
    workload,
    tasks: tasks.length,
    cached: 0,
    inputs: files.length,
    bytes,
  });
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
  if (state === "deleting" && (await readReport(run)) !== undefined) {
    throw usageError(`run ${jobId} has finished and its job is deleted`, "Its work can be submitted again.");
  }
  display.emit({ event: "resumed", jobId, workload: manifest.workload, tasks: manifest.tasks.length });
  return manifest;
};

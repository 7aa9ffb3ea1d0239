import * as v from "valibot";
import type { BlobContainer } from "../azure/blob-container.ts";
import { environmentError, usageError } from "../errors.ts";
import { type Manifest, ManifestHeader, ManifestTask, manifestLines } from "../manifest/manifest.ts";
import { taskPacker } from "../manifest/pack-tasks.ts";
import { runBlob } from "../storage/blob-names.ts";
import { DamagedLines, readPacked, unpackLines, writePacked } from "../storage/packed-lines.ts";
import { TaskOutcome } from "./outcome.ts";
import { RunReport } from "./report.ts";

/** Location of a run's record: two blobs of the application container, named by the job's id. */
export interface RunRecord {
  readonly application: BlobContainer;
  readonly jobId: string;
  /** Folder of the local cloud, for the error `RunNotFound`. */
  readonly localFolder?: string | undefined;
}

type RunFile = Parameters<typeof runBlob>[1];

/** Stores the plan of a run. From then on the run can be resumed on any machine. */
export const writeManifest = async ({ application, jobId }: RunRecord, manifest: Manifest): Promise<void> => {
  await writePacked(application, runBlob(jobId, "manifest"), manifestLines(manifest));
};

/** Stores the report of a run and the outcome of each of its tasks; with `onlyNew` only if the run has no report. */
export const writeReport = async (
  { application, jobId }: RunRecord,
  report: RunReport,
  outcomes: Iterable<TaskOutcome>,
  options?: { readonly onlyNew?: boolean },
): Promise<void> => {
  await writePacked(application, runBlob(jobId, "report"), reportLines(report, outcomes), options);
};

/** Removes the report of a run whose tasks run again. */
export const removeReport = async ({ application, jobId }: RunRecord): Promise<void> => {
  await application.delete(runBlob(jobId, "report"));
};

/**
 * Reads the plan of a run.
 *
 * @throws RunnerError `RunNotFound` or `RunRecordInvalid`.
 */
export const readManifest = async (run: RunRecord): Promise<Manifest> => {
  const manifest = await readLines(run, "manifest", async (lines) => {
    const { taskCount, ...header } = check(run, ManifestHeader, (await lines.next()).value);
    const packer = taskPacker();
    for await (const line of lines) packer.add(check(run, ManifestTask, line));
    const tasks = packer.packed();
    if (tasks.length !== taskCount) throw misfit(run, `expected ${taskCount} tasks, got ${tasks.length}`);
    return { ...header, tasks };
  });
  return manifest ?? Promise.reject(noRun(run));
};

/** The first line of a record fits into these bytes: it has the hashes of up to 1,000 shared files. */
const headBytes = 128 * 1024;

/** Reads the plan of a run without its tasks; undefined if the run doesn't exist. */
export const readHeader = (run: RunRecord): Promise<ManifestHeader | undefined> =>
  readLines(
    run,
    "manifest",
    async (lines) => check(run, ManifestHeader, (await lines.next()).value),
    headBytes,
  );

/** Reads the report of a run; undefined if it has none. */
export const readReport = (run: RunRecord): Promise<RunReport | undefined> =>
  readLines(run, "report", async (lines) => check(run, RunReport, (await lines.next()).value), headBytes);

/** Yields the outcomes of a run's tasks in the order of its manifest; none if the run has no report. */
export const readOutcomes = async function* (run: RunRecord): AsyncGenerator<TaskOutcome> {
  const body = await openLines(run, "report");
  if (body === undefined) return;
  const lines = checkedLines(run, body);
  await lines.next();
  for await (const line of lines) yield check(run, TaskOutcome, line);
};

/** Returns the error for a run that doesn't exist. `similar` are names that may have been meant. */
export const noRun = (
  { application, jobId, localFolder }: RunRecord,
  similar: readonly string[] = [],
): Error => {
  const meant = similar.length > 0 ? `; did you mean ${similar.join(" or ")}?` : "";
  const hint =
    "Run `npx azbatch ls` to list runs. Submit again if it was interrupted before its job was created.";
  if (localFolder === undefined)
    return usageError("RunNotFound", `run ${jobId} is not in ${application.url}${meant}`, hint);
  return usageError(
    "RunNotFound",
    `run ${jobId} is not in the local cloud in ${localFolder}${meant}`,
    `${hint}\nIf another clone submitted it, run the command there, or set BATCH_LOCAL_DIR to that clone's .local folder.`,
  );
};

const reportLines = function* (report: RunReport, outcomes: Iterable<TaskOutcome>) {
  yield report;
  yield* outcomes;
};

const readLines = async <T>(
  run: RunRecord,
  file: RunFile,
  read: (lines: AsyncGenerator<unknown>) => Promise<T>,
  bytes?: number,
): Promise<T | undefined> => {
  const body = await openLines(run, file, bytes);
  if (body === undefined) return undefined;
  const lines = checkedLines(run, body);
  try {
    return await read(lines);
  } finally {
    await lines.return(undefined);
  }
};

const openLines = ({ application, jobId }: RunRecord, file: RunFile, bytes?: number) =>
  readPacked(application, runBlob(jobId, file), bytes);

const checkedLines = async function* (run: RunRecord, body: NodeJS.ReadableStream): AsyncGenerator<unknown> {
  try {
    yield* unpackLines(body);
  } catch (error) {
    throw error instanceof DamagedLines ? misfit(run, error.message) : error;
  }
};

/** Validates a line: storage is not trusted. */
const check = <T>(run: RunRecord, schema: v.GenericSchema<unknown, T>, line: unknown): T => {
  const result = v.safeParse(schema, line);
  if (result.success) return result.output;
  const issue = result.issues[0];
  throw misfit(run, `${v.getDotPath(issue) ?? "a line"}: ${issue.message}`);
};

const misfit = ({ jobId }: RunRecord, problem: string): Error =>
  environmentError("RunRecordInvalid", `record of run ${jobId}: not valid in this version: ${problem}`);

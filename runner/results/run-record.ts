import type { ContainerClient } from "@azure/storage-blob";
import * as v from "valibot";
import type { Call } from "../azure/retry.ts";
import { isServiceError } from "../azure/service-error.ts";
import { environmentError, usageError } from "../errors.ts";
import { type Manifest, ManifestHeader, ManifestTask, manifestLines } from "../manifest/manifest.ts";
import { taskPacker } from "../manifest/pack-tasks.ts";
import { runBlob } from "../storage/blob-names.ts";
import { DamagedLines, packLines, readPacked, unpackLines } from "../storage/lines.ts";
import { TaskOutcome } from "./outcome.ts";
import { RunReport } from "./report.ts";

/** Where the record of a run is: two blobs of the application container, which every machine finds by the job's id. */
export interface RunRecord {
  readonly application: ContainerClient;
  readonly jobId: string;
  readonly storageCall: Call;
  /** Folder of the local cloud, for the error that a run is not in it. */
  readonly localFolder?: string | undefined;
}

type RunFile = Parameters<typeof runBlob>[1];

/** Keeps the plan of a run; from then on it can be finished from anywhere. */
export const writeManifest = (run: RunRecord, manifest: Manifest): Promise<void> =>
  writeLines(run, "manifest", manifestLines(manifest));

/** Keeps what became of a run and of each of its tasks. */
export const writeReport = (
  run: RunRecord,
  report: RunReport,
  outcomes: Iterable<TaskOutcome>,
): Promise<void> => writeLines(run, "report", reportLines(report, outcomes));

/** The same unless somebody has done so already. */
export const writeFirstReport: typeof writeReport = (run, report, outcomes) =>
  writeLines(run, "report", reportLines(report, outcomes), { ifNoneMatch: "*" }).catch((error: unknown) => {
    if (!isServiceError(error, "BlobAlreadyExists")) throw error;
  });

/** Removes what became of a run whose tasks run again. */
export const removeReport = async ({ application, jobId, storageCall }: RunRecord): Promise<void> => {
  const blob = application.getBlobClient(runBlob(jobId, "report"));
  await storageCall((abortSignal) => blob.deleteIfExists({ abortSignal }));
};

/** The plan of a run that was started earlier, perhaps elsewhere. */
export const readManifest = async (run: RunRecord): Promise<Manifest> => {
  const manifest = await readLines(run, "manifest", async (lines) => {
    const { taskCount, ...header } = check(run, ManifestHeader, (await lines.next()).value);
    const packer = taskPacker();
    for await (const line of lines) packer.add(check(run, ManifestTask, line));
    const tasks = packer.packed();
    if (tasks.length !== taskCount)
      throw misfit(run, `it has ${tasks.length} tasks, its header says ${taskCount}`);
    return { ...header, tasks };
  });
  return manifest ?? Promise.reject(noRun(run));
};

/** The first line of a record is in these: it has the hashes of up to 1,000 shared files. */
const headBytes = 128 * 1024;

/** What a run is, without its tasks; undefined if there is no such run. */
export const readHeader = (run: RunRecord): Promise<ManifestHeader | undefined> =>
  readLines(
    run,
    "manifest",
    async (lines) => check(run, ManifestHeader, (await lines.next()).value),
    headBytes,
  );

/** What became of a run; undefined while it has not finished. */
export const readReport = (run: RunRecord): Promise<RunReport | undefined> =>
  readLines(run, "report", async (lines) => check(run, RunReport, (await lines.next()).value), headBytes);

/** What became of each task of a finished run, in the order of its manifest; nothing while it has not finished. */
export const readOutcomes = async function* (run: RunRecord): AsyncGenerator<TaskOutcome> {
  const body = await openLines(run, "report");
  if (body === undefined) return;
  const lines = checkedLines(run, body);
  await lines.next();
  for await (const line of lines) yield check(run, TaskOutcome, line);
};

export const noRun = ({ application, jobId, localFolder }: RunRecord): Error => {
  const hint = "If it was interrupted before its job was created: submit again.";
  if (localFolder === undefined)
    return usageError("RunNotFound", `no run ${jobId} in ${application.url}`, hint);
  return usageError(
    "RunNotFound",
    `no run ${jobId} in the local cloud in ${localFolder}`,
    `${hint}\nIf another clone submitted it, run the command there, or set BATCH_LOCAL_DIR to that clone's .local folder.`,
  );
};

const reportLines = function* (report: RunReport, outcomes: Iterable<TaskOutcome>) {
  yield report;
  yield* outcomes;
};

const writeLines = async (
  run: RunRecord,
  file: RunFile,
  values: Parameters<typeof packLines>[0],
  conditions?: { readonly ifNoneMatch: "*" },
): Promise<void> => {
  const content = await packLines(values);
  const blob = run.application.getBlockBlobClient(runBlob(run.jobId, file));
  const blobHTTPHeaders = { blobContentType: "application/gzip" };
  await run.storageCall((abortSignal, onProgress) =>
    blob.upload(content, content.length, { blobHTTPHeaders, conditions, abortSignal, onProgress }),
  );
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

const openLines = ({ application, jobId, storageCall }: RunRecord, file: RunFile, bytes?: number) =>
  readPacked(application.getBlobClient(runBlob(jobId, file)), storageCall, bytes);

const checkedLines = async function* (run: RunRecord, body: NodeJS.ReadableStream): AsyncGenerator<unknown> {
  try {
    yield* unpackLines(body);
  } catch (error) {
    throw error instanceof DamagedLines ? misfit(run, error.message) : error;
  }
};

/** What is read back is not trusted. */
const check = <T>(run: RunRecord, schema: v.GenericSchema<unknown, T>, line: unknown): T => {
  const result = v.safeParse(schema, line);
  if (result.success) return result.output;
  const issue = result.issues[0];
  throw misfit(run, `${v.getDotPath(issue) ?? "a line"}: ${issue.message}`);
};

const misfit = ({ jobId }: RunRecord, problem: string): Error =>
  environmentError("RunRecordInvalid", `the record of run ${jobId} does not fit this version: ${problem}`);

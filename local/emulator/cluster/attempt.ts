import { mkdir, rm, stat, statfs, truncate } from "node:fs/promises";
import { join } from "node:path";
import type { FailureInfo, OutputFile, ResourceFile } from "../state/task-types.ts";
import { codeOf, messageOf } from "../system/errors.ts";
import type { NodeBlobs } from "./blob-access.ts";
import {
  diskFull,
  exitCodeFailure,
  fullCode,
  isDiskFull,
  isFullCode,
  launchFailed,
  outOfTime,
  programNotFound,
  TaskFailureError,
  unknownFailure,
} from "./failures.ts";
import type { Launcher } from "./launcher.ts";
import { uploadOutputFiles } from "./output-files.ts";
import type { Ended } from "./process.ts";
import { stageResourceFiles } from "./resource-files.ts";
import { splitCommandLine } from "./split-command-line.ts";

/** One attempt of a task of any kind: stage files, run the process, upload files. */
export interface AttemptSpec {
  readonly dir: string;
  readonly commandLine: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly resourceFiles?: readonly ResourceFile[];
  readonly outputFiles?: readonly OutputFile[];
  readonly blobs: NodeBlobs;
  readonly maxMillis?: number;
  readonly signal: AbortSignal;
  readonly keepsChildren?: boolean;
  /** Why the node can't run it. */
  readonly unavailable?: FailureInfo;
}

/** Result of an attempt. `phase` is where it ended, which decides retries and exit conditions. */
export interface Attempt {
  readonly phase: "preprocessing" | "exit" | "time" | "upload" | "aborted" | "lost";
  readonly exitCode?: number;
  /** Undefined if the attempt succeeded. */
  readonly failure?: FailureInfo;
}

/**
 * Runs one attempt. Never rejects: every error is a failure of the task, an unexpected one with code Unknown. A task that
 * leaves the disk full loses its working directory, because the service could save nothing else.
 */
export const attempt = async (
  launcher: Launcher,
  given: AttemptSpec,
  isFull: Spec["isFull"] = hasNoSpace,
): Promise<Attempt> => {
  const spec = { ...given, isFull };
  const result = await attemptOnce(launcher, spec);
  if (result.failure?.code !== fullCode) await freeSpaceIfFull(spec);
  return result;
};

interface Spec extends AttemptSpec {
  /** Returns whether the disk of a task's directory is full. */
  readonly isFull: (dir: string) => Promise<boolean>;
}

const attemptOnce = async (launcher: Launcher, spec: Spec): Promise<Attempt> => {
  if (spec.unavailable !== undefined) return { phase: "preprocessing", failure: spec.unavailable };
  try {
    if (spec.resourceFiles?.length && !launcher.isIdle) await stage(spec.resourceFiles, spec);
  } catch (error) {
    return withFullDisk(failedAt("preprocessing", { error, signal: spec.signal }), spec);
  }
  const ran = await withFullDisk(attemptOf(await launch(launcher, spec), spec.commandLine), spec);
  if (!spec.outputFiles?.length || launcher.isIdle || ran.phase === "aborted" || ran.phase === "lost")
    return ran;
  try {
    await uploadOutputFiles(spec.outputFiles, {
      dir: spec.dir,
      environment: spec.environment,
      succeeded: ran.failure === undefined,
      signal: spec.signal,
      blobs: spec.blobs,
    });
    return ran;
  } catch (error) {
    const failed = await withFullDisk(failedAt("upload", { error, signal: spec.signal }), spec);
    // A non-zero exit code takes precedence (batch-api.md 3.5).
    return failed.phase === "aborted" || ran.failure === undefined
      ? { ...failed, exitCode: ran.exitCode }
      : ran;
  }
};

/** Attributes any failure on a full disk to the disk, and frees space so that stdout and stderr can be uploaded. */
const withFullDisk = async (result: Attempt, spec: Spec): Promise<Attempt> => {
  if (result.failure === undefined || result.phase === "lost" || !(await freeSpaceIfFull(spec)))
    return result;
  const text = `The disk of ${spec.dir} is full; the files in the task's working directory were removed to make room.`;
  return { ...result, failure: diskFull(text) };
};

const freeSpaceIfFull = async ({ dir, isFull }: Spec): Promise<boolean> => {
  try {
    if (!(await isFull(dir))) return false;
    await freeSpace(dir);
  } catch {
    // The directory is being removed, or the task has removed its permissions: free what is possible.
  }
  return true;
};

const stage = async (files: readonly ResourceFile[], { dir, signal, blobs }: AttemptSpec): Promise<void> => {
  const wd = join(dir, "wd");
  await mkdir(wd, { recursive: true });
  await stageResourceFiles(files, { wd, signal, blobs });
};

const launch = async (launcher: Launcher, spec: AttemptSpec): Promise<Ended> => {
  const { commandLine, dir, environment: env, maxMillis, keepsChildren } = spec;
  const argv = splitCommandLine(commandLine);
  if (argv === undefined)
    return { kind: "notLaunched", message: "The command line has an unclosed quotation mark." };
  return launcher.run({ argv, dir, env, maxMillis, keepsChildren }, spec.signal);
};

const attemptOf = (ended: Ended, commandLine: string): Attempt => {
  switch (ended.kind) {
    case "aborted":
      return { phase: "aborted" };
    case "timedOut":
      return { phase: "time", exitCode: ended.exitCode, failure: outOfTime() };
    case "notLaunched":
      return { phase: "preprocessing", failure: launchFailure(ended, commandLine) };
    case "lost":
      return { phase: "lost", failure: unknownFailure("The process was lost.") };
    case "exited":
      return ended.exitCode === 0
        ? { phase: "exit", exitCode: 0 }
        : { phase: "exit", exitCode: ended.exitCode, failure: exitCodeFailure() };
  }
};

const launchFailure = (
  { code, message }: { code?: string; message: string },
  commandLine: string,
): FailureInfo => {
  if (isFullCode(code)) return diskFull(message);
  return code === "ENOENT"
    ? programNotFound(commandLine.split(/\s/)[0] ?? "")
    : launchFailed(code ?? message);
};

const failedAt = (
  phase: Attempt["phase"],
  { error, signal }: { error: unknown; signal: AbortSignal },
): Attempt => {
  if (signal.aborted) return { phase: "aborted" };
  if (error instanceof TaskFailureError) return { phase, failure: error.info };
  if (isDiskFull(error)) return { phase, failure: diskFull(String(error)) };
  return { phase, failure: unknownFailure(messageOf(error)) };
};

/** Free bytes below which a disk counts as full: the service could not save a task's state. */
const leastBytes = 1024 * 1024;

/** Bytes of each of stdout and stderr that are kept on a full disk. */
const keptBytes = 64 * 1024;

/** Returns whether the disk of a task's directory is full for this user. */
const hasNoSpace = async (taskDir: string): Promise<boolean> => {
  try {
    const { bavail, bfree, bsize } = await statfs(taskDir);
    // Some blocks are reserved for root.
    return (process.geteuid?.() === 0 ? bfree : bavail) * bsize < leastBytes;
  } catch (error) {
    if (codeOf(error) === "ENOENT") return false;
    throw error;
  }
};

/** Removes a task's working directory and shortens its stdout and stderr. */
const freeSpace = async (taskDir: string): Promise<void> => {
  await rm(join(taskDir, "wd"), { recursive: true, force: true });
  for (const name of ["stdout.txt", "stderr.txt"]) await shorten(join(taskDir, name));
};

const shorten = async (file: string): Promise<void> => {
  try {
    if ((await stat(file)).size > keptBytes) await truncate(file, keptBytes);
  } catch (error) {
    if (codeOf(error) !== "ENOENT") throw error;
  }
};

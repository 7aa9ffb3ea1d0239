import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { split } from "shlex";
import type { FailureInfo, OutputFile, ResourceFile } from "../batch/state/types.ts";
import {
  exitCodeFailure,
  launchFailed,
  outOfTime,
  programNotFound,
  TaskFailureError,
  unknownFailure,
} from "./failures.ts";
import { uploadOutputFiles } from "./output-files.ts";
import { type Ended, runProcess } from "./process.ts";
import { stageResourceFiles } from "./resource-files.ts";

/** One try of any task: files in, process, files out. */
export interface AttemptSpec {
  readonly dir: string;
  readonly commandLine: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly resourceFiles?: readonly ResourceFile[];
  readonly outputFiles?: readonly OutputFile[];
  readonly maxMillis?: number;
  readonly signal: AbortSignal;
  readonly keepsChildren?: boolean;
}

/** How it went. `phase` says where a failure was, which decides on retries and exit conditions. */
export interface Attempt {
  readonly phase: "preprocessing" | "exit" | "time" | "upload" | "aborted";
  readonly exitCode?: number;
  /** Absent if it succeeded. */
  readonly failure?: FailureInfo;
}

/** Never rejects: what goes wrong with a task is its result; a bug of ours is one too, with code Unknown. */
export const attempt = async (spec: AttemptSpec): Promise<Attempt> => {
  try {
    const wd = join(spec.dir, "wd");
    mkdirSync(wd, { recursive: true });
    if (spec.resourceFiles?.length) await stageResourceFiles(spec.resourceFiles, { wd, signal: spec.signal });
  } catch (error) {
    return failedAt("preprocessing", { error, signal: spec.signal });
  }
  const ran = attemptOf(await launch(spec), spec.commandLine);
  if (!spec.outputFiles?.length || ran.phase === "aborted") return ran;
  try {
    await uploadOutputFiles(spec.outputFiles, {
      dir: spec.dir,
      environment: spec.environment,
      succeeded: ran.failure === undefined,
      signal: spec.signal,
    });
    return ran;
  } catch (error) {
    const failed = failedAt("upload", { error, signal: spec.signal });
    // A non-zero exit code is the stronger reason (batch-api.md 3.5).
    return failed.phase === "aborted" || ran.failure === undefined
      ? { ...failed, exitCode: ran.exitCode }
      : ran;
  }
};

const launch = async (spec: AttemptSpec): Promise<Ended> => {
  try {
    return await runProcess({
      argv: split(spec.commandLine),
      dir: spec.dir,
      env: spec.environment,
      maxMillis: spec.maxMillis,
      signal: spec.signal,
      keepsChildren: spec.keepsChildren,
    });
  } catch (error) {
    // A quotation without end, a NUL in an argument, a directory that is full.
    return { kind: "notLaunched", error: error instanceof Error ? error : new Error(String(error)) };
  }
};

const attemptOf = (ended: Ended, commandLine: string): Attempt => {
  switch (ended.kind) {
    case "aborted":
      return { phase: "aborted" };
    case "timedOut":
      return { phase: "time", exitCode: ended.exitCode, failure: outOfTime() };
    case "notLaunched":
      return { phase: "preprocessing", failure: launchFailure(ended.error, commandLine) };
    case "exited":
      return ended.exitCode === 0
        ? { phase: "exit", exitCode: 0 }
        : { phase: "exit", exitCode: ended.exitCode, failure: exitCodeFailure() };
  }
};

const launchFailure = (error: NodeJS.ErrnoException, commandLine: string): FailureInfo =>
  error.code === "ENOENT"
    ? programNotFound(commandLine.split(/\s/)[0] ?? "")
    : launchFailed(error.code ?? error.message);

const failedAt = (
  phase: Attempt["phase"],
  { error, signal }: { error: unknown; signal: AbortSignal },
): Attempt => {
  if (signal.aborted) return { phase: "aborted" };
  if (error instanceof TaskFailureError) return { phase, failure: error.info };
  return { phase, failure: unknownFailure(error instanceof Error ? error.message : String(error)) };
};

import { constants } from "node:os";
import * as v from "valibot";
import type { BatchTask } from "../batch/batch-task.ts";
import type { ManifestTask } from "../plan/manifest.ts";

const list = <T>(item: v.GenericSchema<unknown, T>) => v.pipe(v.array(item), v.readonly());

export const OutcomeFile = v.object({
  /** In the run's folder. */
  path: v.string(),
  /** Bytes. */
  size: v.number(),
  /** Hex. */
  md5: v.string(),
});

/** How a task ended: the same fields whether it succeeded or not. */
export const TaskOutcome = v.object({
  taskId: v.string(),
  /** The user's name for it. */
  name: v.optional(v.string()),
  /** Names of its inputs. */
  inputs: list(v.string()),
  /** Exit code 0 and every declared output in storage. */
  succeeded: v.boolean(),
  /** Why not, in one line. */
  failure: v.optional(v.string()),
  exitCode: v.optional(v.number()),
  nodeId: v.optional(v.string()),
  /** From start to end on the node. */
  seconds: v.optional(v.number()),
  /** Attempts after the first, because of a failure. */
  retryCount: v.number(),
  /** Starts after the first because a node was lost or emptied. */
  requeueCount: v.optional(v.number()),
  /** The run that did this work before; the task did not run again. */
  cachedFrom: v.optional(v.string()),
  /** What was downloaded, by its path in the run's folder. */
  files: list(OutcomeFile),
  /** Batch's category and code of the failure, `UserError` and `FailureExitCode`; or our own code, see `failureOf`. */
  category: v.optional(v.string()),
  code: v.optional(v.string()),
  /** Lines of stderr that tell most, of a failed task. */
  stderr: v.optional(list(v.string())),
  /** The workload's cells for the results table, of a task that succeeded. */
  row: v.optional(list(v.string())),
});

export type OutcomeFile = v.InferOutput<typeof OutcomeFile>;
export type TaskOutcome = Readonly<v.InferOutput<typeof TaskOutcome>>;

/** Declared outputs that are not as they should be. */
export interface OutputFlaws {
  /** Not in storage. */
  readonly missing?: readonly string[];
  /** Storage has something else than what the task wrote. */
  readonly damaged?: readonly string[];
}

/** A task that another run had done. */
export const cachedOutcome = (
  task: ManifestTask,
  cachedFrom: string,
  flaws: OutputFlaws,
): Omit<TaskOutcome, "files" | "stderr" | "row"> => {
  const failure = cachedFailure(cachedFrom, flaws);
  return {
    taskId: task.id,
    name: task.name,
    inputs: task.inputs.map(({ name }) => name),
    succeeded: failure === undefined,
    failure,
    exitCode: 0,
    retryCount: 0,
    cachedFrom,
  };
};

const cachedFailure = (run: string, { missing = [], damaged = [] }: OutputFlaws): string | undefined => {
  if (missing.length > 0) return `${missing.join(", ")} of run ${run} is gone from storage; submit again`;
  if (damaged.length > 0)
    return `${damaged.join(", ")} of run ${run} is not in storage as its task wrote it; submit with --force`;
  return undefined;
};

/** What Batch says of a completed task, with what turned out about its outputs in storage. */
export const judge = (
  task: ManifestTask,
  done: BatchTask,
  flaws: OutputFlaws,
): Omit<TaskOutcome, "files" | "stderr" | "row"> => {
  const failure = failureOf(done, flaws);
  return {
    taskId: task.id,
    name: task.name,
    inputs: task.inputs.map(({ name }) => name),
    succeeded: failure === undefined,
    ...failure,
    exitCode: done.exitCode,
    nodeId: done.nodeId,
    seconds: secondsOf(done),
    retryCount: done.retryCount,
    requeueCount: done.requeueCount,
  };
};

/** A task that the job's end left behind. */
export const neverRan = (task: ManifestTask, reason: string): TaskOutcome => ({
  ...leftBehind(task),
  failure: `did not run, the job ended: ${reason}`,
});

/** A task that comes after one that has failed. */
export const blockedOutcome = (task: ManifestTask, failed: ManifestTask): TaskOutcome => ({
  ...leftBehind(task),
  ...upstreamFailed,
  failure: `did not run: "${failed.name ?? failed.id}" failed`,
});

const leftBehind = (task: ManifestTask): Omit<TaskOutcome, "failure"> => ({
  taskId: task.id,
  name: task.name,
  inputs: task.inputs.map(({ name }) => name),
  succeeded: false,
  retryCount: 0,
  files: [],
});

/** Our own codes, for what Batch takes for a success or does not run. */
const upstreamFailed = { category: "UserError", code: "UpstreamFailed" } as const;
const outputDamaged = { category: "ServerError", code: "OutputDamaged" } as const;
const outputMissing = { category: "UserError", code: "OutputMissing" } as const;
const noExitCode = { category: "ServerError", code: "NoExitCode" } as const;

/** An exit code of 0 is not enough: an upload can fail after it (BatchExplorer#829), a file can be forgotten. */
const failureOf = (
  { exitCode, failure }: BatchTask,
  { missing = [], damaged = [] }: OutputFlaws,
): Required<Pick<TaskOutcome, "failure" | "category" | "code">> | undefined => {
  const { category = "UserError", code = "FailureExitCode", message = "" } = failure ?? {};
  // A process that was ended from outside has an exit code too, which says less.
  if (exitCode !== undefined && exitCode !== 0 && code === "FailureExitCode")
    return { category, code, failure: `exit code ${exitCode}${signalOf(exitCode)}` };
  if (failure !== undefined) return { category, code, failure: `${code}: ${message}` };
  if (exitCode === undefined) return { ...noExitCode, failure: "ended without an exit code" };
  if (missing.length > 0)
    return { ...outputMissing, failure: `no ${missing.join(", ")} in storage, though the exit code is 0` };
  if (damaged.length > 0)
    return { ...outputDamaged, failure: `${damaged.join(", ")} is not in storage as the task wrote it` };
  return undefined;
};

/** A shell's exit code is 128 and a signal's number where a signal ended the program; 137 is often a lack of memory. */
const signalOf = (exitCode: number): string => {
  const [name] = Object.entries(constants.signals).find(([, number]) => number === exitCode - 128) ?? [];
  return name === undefined ? "" : ` (${name}${name === "SIGKILL" ? ", out of memory?" : ""})`;
};

const secondsOf = ({ startTime, endTime }: BatchTask): number | undefined =>
  startTime && endTime && (endTime.getTime() - startTime.getTime()) / 1000;

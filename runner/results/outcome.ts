import { constants } from "node:os";
import * as v from "valibot";
import type { BatchTask } from "../azure/batch-task.ts";
import type { ManifestTask } from "../manifest/manifest.ts";
import { recordOfStart, taskTimes } from "./task-moments.ts";
import { TaskTimes, TaskUsage } from "./task-times.ts";
import type { UsageRecord } from "./usage-record.ts";

const list = <T>(item: v.GenericSchema<unknown, T>) => v.pipe(v.array(item), v.readonly());

export const OutcomeFile = v.object({
  /** Path in the run's folder. */
  path: v.string(),
  /** Bytes. */
  size: v.number(),
  /** Hex. */
  md5: v.string(),
  /** ETag of the verified blob. It changes with each write. */
  etag: v.optional(v.string()),
});

/** Outcome of a task, with the same fields whether it succeeded or failed. */
export const TaskOutcome = v.object({
  taskId: v.string(),
  /** Name that the workload gave the task. */
  name: v.optional(v.string()),
  /** Names of the task's inputs. */
  inputs: list(v.string()),
  /** Whether the exit code is 0 and every declared output is in storage. */
  succeeded: v.boolean(),
  /** Reason for the failure, in one line. */
  failure: v.optional(v.string()),
  exitCode: v.optional(v.number()),
  nodeId: v.optional(v.string()),
  /** Task slots that it took on the node; absent for one. */
  slots: v.optional(v.number()),
  /** Duration on the node. */
  seconds: v.optional(v.number()),
  times: v.optional(TaskTimes),
  usage: v.optional(TaskUsage),
  /** Attempts after a failed one. */
  retryCount: v.number(),
  /** Starts after the first because the node was lost or removed. */
  requeueCount: v.optional(v.number()),
  /** The earlier run that completed the task; absent if this run did. */
  cachedFrom: v.optional(v.string()),
  /** Logs, and outputs that are intact in storage. */
  files: list(OutcomeFile),
  /** Present if the node had no `md5sum`, so that only the presence of outputs was verified. */
  isUnverified: v.optional(v.literal(true)),
  /** Of a failed task: `UserError` or `ServerError`. */
  category: v.optional(v.string()),
  /** Batch's code of the failure, such as `FailureExitCode`, or the runner's, such as `OutputMissing`. */
  code: v.optional(v.string()),
  /** Code of the hint on what the failure usually means, such as `ProgramNotFound`. */
  hint: v.optional(v.string()),
  /** Excerpt of a failed task's stderr: the first and last lines, and the one that names the error. */
  stderr: v.optional(list(v.string())),
  /** Last lines of stdout of a failed task whose program wrote nothing to stderr. */
  stdout: v.optional(list(v.string())),
  /** Cells of the workload's columns in the results table, if the task succeeded. */
  row: v.optional(list(v.string())),
});

export type OutcomeFile = v.InferOutput<typeof OutcomeFile>;
export type TaskOutcome = Readonly<v.InferOutput<typeof TaskOutcome>>;

/** Inputs and outputs of a task that failed verification. */
export interface OutputFlaws {
  /** Names of stored inputs whose blobs were written after the run was planned. */
  readonly changed?: readonly string[];
  /** Names of inputs whose content differs from what the task that wrote them recorded. */
  readonly stale?: readonly string[];
  /** Paths of declared outputs that storage lacks. */
  readonly missing?: readonly string[];
  /** Paths of outputs whose content differs from what the task recorded. */
  readonly damaged?: readonly string[];
}

type Verdict = Omit<TaskOutcome, "files" | "stderr" | "stdout" | "row">;

/** Returns the outcome of a task that an earlier run completed. */
export const cachedOutcome = (task: ManifestTask, cachedFrom: string, flaws: OutputFlaws): Verdict => {
  const failure = flawOf(flaws);
  const again = failure?.code === outputMissing.code ? "again" : "with --force";
  return {
    taskId: task.id,
    name: task.name,
    inputs: task.inputs.map(({ name }) => name),
    succeeded: failure === undefined,
    ...(failure && { ...failure, failure: `run ${cachedFrom}: ${failure.failure}; submit ${again}` }),
    exitCode: 0,
    retryCount: 0,
    cachedFrom,
  };
};

/** Codes of failures that depend on the present content of storage. Others are final. */
const storageCodes: readonly (string | undefined)[] = ["OutputMissing", "OutputDamaged"];

/** Whether the program succeeded, according to a recorded outcome. */
export const hasRunWell = ({ succeeded, code }: Pick<TaskOutcome, "succeeded" | "code">): boolean =>
  succeeded || storageCodes.includes(code);

/** Returns the outcome of a task whose program succeeded, with the present flaws of its outputs. */
export const judgeAgain = (outcome: TaskOutcome, flaws: OutputFlaws): TaskOutcome => {
  const { failure: _, category: __, code: ___, ...rest } = outcome;
  const failure = flawOf(flaws);
  return { ...rest, succeeded: failure === undefined, ...failure };
};

/** Returns the outcome of a completed task, by Batch's answer, the flaws found in storage and the record of its script. */
export const completedOutcome = (
  task: ManifestTask,
  done: BatchTask,
  flaws: OutputFlaws,
  record?: UsageRecord,
): Verdict => {
  const failure = failureOf(done, flaws);
  const ofStart = recordOfStart(done, record);
  return {
    taskId: task.id,
    name: task.name,
    inputs: task.inputs.map(({ name }) => name),
    succeeded: failure === undefined,
    ...failure,
    exitCode: done.exitCode,
    nodeId: done.nodeId,
    ...(task.slots !== undefined && task.slots > 1 && { slots: task.slots }),
    seconds: secondsOf(done),
    times: taskTimes(done, ofStart),
    usage: ofStart?.usage,
    retryCount: done.retryCount + Math.max(0, (ofStart?.attempts.length ?? 0) - 1),
    requeueCount: done.requeueCount,
  };
};

/** Returns the outcome of a task that never ran because the job ended. */
export const neverRan = (task: ManifestTask, reason: string): TaskOutcome => ({
  ...leftBehind(task),
  failure: `did not run, the job ended: ${reason}`,
});

/** Returns the outcome of a task that depends on a failed one. */
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

/** The runner's codes, for failures that Batch doesn't report. */
const upstreamFailed = { category: "UserError", code: "UpstreamFailed" } as const;
const outputDamaged = { category: "ServerError", code: "OutputDamaged" } as const;
const outputMissing = { category: "UserError", code: "OutputMissing" } as const;
const inputChanged = { category: "UserError", code: "InputChanged" } as const;
const inputStale = { category: "UserError", code: "InputStale" } as const;
const noExitCode = { category: "ServerError", code: "NoExitCode" } as const;

type Failure = Required<Pick<TaskOutcome, "failure" | "category" | "code">>;

/** Whether the task succeeded for Batch, which doesn't check its outputs. */
export const hasExitedWell = ({ exitCode, failure }: Pick<BatchTask, "exitCode" | "failure">): boolean =>
  exitCode === 0 && failure === undefined;

/** Checks outputs after an exit code of 0 too: an upload can fail (BatchExplorer#829), or the program forgets a file. */
const failureOf = ({ exitCode, failure }: BatchTask, flaws: OutputFlaws): Failure | undefined => {
  const { category = "UserError", code = "FailureExitCode", message = "" } = failure ?? {};
  // A terminated process also has an exit code, but Batch's code explains more.
  if (exitCode !== undefined && exitCode !== 0 && code === "FailureExitCode")
    return { category, code, failure: `exit code ${exitCode}${signalOf(exitCode)}` };
  if (failure !== undefined) return { category, code, failure: `${code}: ${message}` };
  if (exitCode === undefined) return { ...noExitCode, failure: "ended without an exit code" };
  return flawOf(flaws);
};

const flawOf = ({
  changed = [],
  stale = [],
  missing = [],
  damaged = [],
}: OutputFlaws): Failure | undefined => {
  if (changed.length > 0)
    return {
      ...inputChanged,
      failure: `input ${changed.join(", ")} changed after the run was planned; submit again`,
    };
  if (stale.length > 0)
    return {
      ...inputStale,
      failure: `input ${stale.join(", ")} differed from what its task wrote; submit again`,
    };
  if (missing.length > 0)
    return {
      ...outputMissing,
      failure: `exit code 0, but the declared output ${missing.join(", ")} was not written`,
    };
  if (damaged.length > 0)
    return {
      ...outputDamaged,
      failure: `output ${damaged.join(", ")}: content in storage differs from what the task wrote`,
    };
  return undefined;
};

/** Returns the outcome of a task that succeeded on inputs that were not final. */
export const staleOutcome = (outcome: TaskOutcome, failure: string): TaskOutcome => ({
  ...outcome,
  ...inputStale,
  succeeded: false,
  failure,
});

/** Whether a task ran on other inputs than its plan says. */
export const hasWrongInput = ({ code }: Pick<TaskOutcome, "code">): boolean =>
  code === inputStale.code || code === inputChanged.code;

/** A shell exits with 128 plus the number of the signal that ended the program. */
const signalOf = (exitCode: number): string => {
  const [name] = Object.entries(constants.signals).find(([, number]) => number === exitCode - 128) ?? [];
  return name === undefined ? "" : ` (${name})`;
};

const secondsOf = ({ startTime, endTime }: BatchTask): number | undefined =>
  startTime && endTime && (endTime.getTime() - startTime.getTime()) / 1000;

import { constants } from "node:os";
import * as v from "valibot";
import type { BatchTask } from "../azure/batch-task.ts";
import type { ManifestTask } from "../manifest/manifest.ts";

const list = <T>(item: v.GenericSchema<unknown, T>) => v.pipe(v.array(item), v.readonly());

export const OutcomeFile = v.object({
  /** In the run's folder. */
  path: v.string(),
  /** Bytes. */
  size: v.number(),
  /** Hex. */
  md5: v.string(),
  /** Of the blob that was verified: as long as storage has it, nothing was written since. */
  etag: v.optional(v.string()),
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
  /** Outputs that storage has as the task wrote them, and logs, by their path in the run's folder. */
  files: list(OutcomeFile),
  /** The task's node had no `md5sum`: that its outputs are in storage is all that is verified. */
  isUnverified: v.optional(v.literal(true)),
  /** Batch's category and code of the failure, `UserError` and `FailureExitCode`; or our own code, see `failureOf`. */
  category: v.optional(v.string()),
  code: v.optional(v.string()),
  /** Lines of stderr that tell most, of a failed task. */
  stderr: v.optional(list(v.string())),
  /** The last lines of stdout, of a failed task whose program wrote nothing to stderr. */
  stdout: v.optional(list(v.string())),
  /** The workload's cells for the results table, of a task that succeeded. */
  row: v.optional(list(v.string())),
});

export type OutcomeFile = v.InferOutput<typeof OutcomeFile>;
export type TaskOutcome = Readonly<v.InferOutput<typeof TaskOutcome>>;

/** Inputs and outputs that are not as they should be. */
export interface OutputFlaws {
  /** Names of stored inputs whose blobs are not those that the run was planned with. */
  readonly changed?: readonly string[];
  /** Names of inputs that another task wrote, with another content than it wrote. */
  readonly stale?: readonly string[];
  /** Not in storage. */
  readonly missing?: readonly string[];
  /** Storage has something else than what the task wrote. */
  readonly damaged?: readonly string[];
}

type Verdict = Omit<TaskOutcome, "files" | "stderr" | "stdout" | "row">;

/** A task that another run had done. */
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

/** Codes of verdicts that are about what storage has, which may change; the others are final. */
const storageCodes: readonly (string | undefined)[] = ["OutputMissing", "OutputDamaged"];

/** Whether the task itself succeeded, by an outcome that an earlier verdict has left. */
export const hasRunWell = ({ succeeded, code }: Pick<TaskOutcome, "succeeded" | "code">): boolean =>
  succeeded || storageCodes.includes(code);

/** An outcome of a task that succeeded itself, with what is found in storage at another time. */
export const judgeAgain = (outcome: TaskOutcome, flaws: OutputFlaws): TaskOutcome => {
  const { failure: _, category: __, code: ___, ...rest } = outcome;
  const failure = flawOf(flaws);
  return { ...rest, succeeded: failure === undefined, ...failure };
};

/** What Batch says of a completed task, with what turned out about its outputs in storage. */
export const completedOutcome = (task: ManifestTask, done: BatchTask, flaws: OutputFlaws): Verdict => {
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
const inputChanged = { category: "UserError", code: "InputChanged" } as const;
const inputStale = { category: "UserError", code: "InputStale" } as const;
const noExitCode = { category: "ServerError", code: "NoExitCode" } as const;

type Failure = Required<Pick<TaskOutcome, "failure" | "category" | "code">>;

/** Whether Batch takes the task for a success; that its outputs are in storage is another question. */
export const hasExitedWell = ({ exitCode, failure }: Pick<BatchTask, "exitCode" | "failure">): boolean =>
  exitCode === 0 && failure === undefined;

/** An exit code of 0 is not enough: an upload can fail after it (BatchExplorer#829), a file can be forgotten. */
const failureOf = ({ exitCode, failure }: BatchTask, flaws: OutputFlaws): Failure | undefined => {
  const { category = "UserError", code = "FailureExitCode", message = "" } = failure ?? {};
  // A process that was ended from outside has an exit code too, which says less.
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
      failure: `input ${stale.join(", ")} was read with another content than its task wrote; submit again`,
    };
  if (missing.length > 0)
    return { ...outputMissing, failure: `no ${missing.join(", ")} in storage, though the exit code is 0` };
  if (damaged.length > 0)
    return { ...outputDamaged, failure: `${damaged.join(", ")} is not in storage as the task wrote it` };
  return undefined;
};

/** A task that succeeded on inputs which were not final, for the reason that is given. */
export const staleOutcome = (outcome: TaskOutcome, failure: string): TaskOutcome => ({
  ...outcome,
  ...inputStale,
  succeeded: false,
  failure,
});

/** Whether a task succeeded for Batch, but not on the inputs that its plan means. */
export const hasWrongInput = ({ code }: Pick<TaskOutcome, "code">): boolean =>
  code === inputStale.code || code === inputChanged.code;

/** A shell's exit code is 128 and a signal's number where a signal ended the program; 137 is often a lack of memory. */
const signalOf = (exitCode: number): string => {
  const [name] = Object.entries(constants.signals).find(([, number]) => number === exitCode - 128) ?? [];
  return name === undefined ? "" : ` (${name}${name === "SIGKILL" ? ", out of memory?" : ""})`;
};

const secondsOf = ({ startTime, endTime }: BatchTask): number | undefined =>
  startTime && endTime && (endTime.getTime() - startTime.getTime()) / 1000;

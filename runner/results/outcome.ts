import type { Row } from "../../task/workload.ts";
import type { BatchTask } from "../batch/batch-task.ts";
import type { ManifestTask } from "../plan/manifest.ts";

/** How a task ended: the same fields whether it succeeded or not. */
export interface TaskOutcome {
  readonly taskId: string;
  /** Names of its inputs. */
  readonly inputs: readonly string[];
  /** Exit code 0 and every declared output in storage. */
  readonly succeeded: boolean;
  /** Why not, in one line. */
  readonly failure?: string | undefined;
  readonly exitCode?: number | undefined;
  readonly nodeId?: string | undefined;
  /** From start to end on the node. */
  readonly seconds?: number | undefined;
  readonly retryCount: number;
  /** What was downloaded, by its path in the run's folder. */
  readonly files: readonly OutcomeFile[];
  /** First lines of stderr, of a failed task. */
  readonly stderr?: readonly string[] | undefined;
  /** The workload's cells for the results table, of a task that succeeded. */
  readonly row?: Row | undefined;
}

export interface OutcomeFile {
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  /** Hex. */
  readonly md5: string;
}

/** What Batch says of a completed task, with the outputs that turned out to be missing in storage. */
export const judge = (
  task: ManifestTask,
  done: BatchTask,
  missing: readonly string[],
): Omit<TaskOutcome, "files" | "stderr" | "row"> => {
  const failure = failureOf(done, missing);
  return {
    taskId: task.id,
    inputs: task.inputs.map(({ name }) => name),
    succeeded: failure === undefined,
    failure,
    exitCode: done.exitCode,
    nodeId: done.nodeId,
    seconds: secondsOf(done),
    retryCount: done.retryCount,
  };
};

/** A task that the job's end left behind. */
export const neverRan = (task: ManifestTask, reason: string): TaskOutcome => ({
  taskId: task.id,
  inputs: task.inputs.map(({ name }) => name),
  succeeded: false,
  failure: `did not run, the job ended: ${reason}`,
  retryCount: 0,
  files: [],
});

/** An exit code of 0 is not enough: an upload can fail after it (BatchExplorer#829), a file can be forgotten. */
const failureOf = ({ exitCode, failure }: BatchTask, missing: readonly string[]): string | undefined => {
  if (exitCode !== undefined && exitCode !== 0) return `exit code ${exitCode}`;
  if (failure !== undefined) return `${failure.code}: ${failure.message}`;
  if (exitCode === undefined) return "ended without an exit code";
  if (missing.length > 0) return `no ${missing.join(", ")} in storage, though the exit code is 0`;
  return undefined;
};

const secondsOf = ({ startTime, endTime }: BatchTask): number | undefined =>
  startTime && endTime && (endTime.getTime() - startTime.getTime()) / 1000;

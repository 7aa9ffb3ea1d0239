import type { BatchTask } from "../azure/batch-task.ts";
import type { LogName } from "../job/log-files.ts";
import type { Counts } from "../job/monitor.ts";
import type { NodeCounts } from "../job/node-words.ts";
import type { Straggler } from "../job/stragglers.ts";
import type { FailureGroup } from "../results/failure-groups.ts";
import type { RunCost } from "../results/run-cost.ts";

/** Results of commands that don't run tasks. */
export type CommandEvent =
  | ListedRun
  | ShownRun
  | FoundLog
  | Downloaded
  | Reported
  | CleanPreview
  | Removed
  | DoctorFinding
  | Dumped
  | DashboardServed;

/**
 * - `not begun`: the plan is stored, the job doesn't exist;
 * - `half begun`: the job lacks tasks;
 * - `ended`: all tasks are done, no command has checked the results yet;
 * - `unreadable`: another version of the runner wrote the record.
 */
export type RunState =
  | "unreadable"
  | "not begun"
  | "half begun"
  | "waiting"
  | "running"
  | "ended"
  | "cancelled"
  | "timed out"
  | "succeeded"
  | "failed";

export interface RunSummary {
  readonly jobId: string;
  readonly workload: string;
  readonly createdAt: string;
  /** One of the states that `npx azbatch ls --help` lists, such as `running`, `succeeded`, `failed`. */
  readonly state: RunState;
  readonly counts: Counts;
  /** From the plan to the end of the job, or to the record of the result; absent while the run continues. */
  readonly elapsedMs?: number | undefined;
  /** Cost so far, or of the finished run; in `ls`, only of runs whose result is recorded. Absent if the price of a node is unknown. */
  readonly cost?: RunCost | undefined;
  /** Present if the plan is missing from storage: the run can be cancelled and deleted, but not resumed. */
  readonly planMissing?: true | undefined;
}

/**
 * A run in the list of the newest runs.
 * @commands ls
 */
interface ListedRun extends RunSummary {
  readonly event: "run";
}

export interface RunStatus extends RunSummary {
  readonly poolId: string;
  /** Nodes by state. */
  readonly nodes?: NodeCounts | undefined;
  /** Reason that no task runs. */
  readonly waiting?: string | undefined;
  /** Reason why the job ended before all its tasks had run. */
  readonly endedBecause?: string | undefined;
  /** Words of the command line that submits the same work again. */
  readonly again?: readonly string[] | undefined;
  /** The ones that have run longest, at most 8. In a job of more than 100 running tasks, any of them. */
  readonly runningTasks: readonly BatchTask[];
  /** Median duration of some completed tasks. */
  readonly usualMs?: number | undefined;
  /** Running tasks that take more than three times `usualMs` and more than 30 seconds, the slowest first; at most 5. */
  readonly stragglers?: readonly Straggler[] | undefined;
  /** Failed tasks grouped by cause, the most frequent cause first; only the first failed tasks are included. */
  readonly failures: readonly FailureGroup[];
}

/**
 * One run.
 * @commands status
 */
interface ShownRun extends RunStatus {
  readonly event: "status";
}

/**
 * A part of a log.
 * @commands logs
 */
interface FoundLog {
  readonly event: "log";
  /** Absent for logs of the start task. */
  readonly jobId?: string;
  readonly taskId?: string;
  /** Instead of `taskId`, for logs of the start task and the job preparation task. */
  readonly nodeId?: string;
  readonly file: LogName;
  readonly text: string;
}

export interface DownloadedFiles {
  /** Downloaded files. */
  readonly files: number;
  /** Size of the downloaded files. */
  readonly bytes: number;
  /** Files that the folder already had. */
  readonly present: number;
  /** Declared outputs that storage doesn't have, and patterns that match nothing. */
  readonly missing: readonly string[];
  /** Outputs that differ from what their tasks wrote; they are not downloaded. */
  readonly damaged: readonly string[];
  /** Stored inputs that changed after the run was planned. */
  readonly changed: readonly string[];
  /** Outputs of other tasks that were overwritten after a task read them. */
  readonly stale: readonly string[];
  /** Failed tasks, including those with missing, damaged, changed or stale files. */
  readonly failed: number;
}

/**
 * All files are downloaded.
 * @commands download
 */
interface Downloaded extends DownloadedFiles {
  readonly event: "downloaded";
  readonly jobId: string;
  /** Tasks of the run. */
  readonly tasks: number;
  /** Completed tasks. */
  readonly done: number;
  readonly folder: string;
}

/**
 * The report of a run is written.
 * @commands report
 */
interface Reported {
  readonly event: "reported";
  readonly jobId: string;
  /** Whether the run has ended. Otherwise the report has what is known so far. */
  readonly isFinished: boolean;
  readonly folder: string;
  /** Names of the files in the folder. */
  readonly files: readonly string[];
}

/**
 * Progress of a deletion, at most twice a second.
 * @commands delete
 */
export interface Removing {
  readonly event: "removing";
  readonly step: "reading" | "listing" | "removing";
  /** Runs read, or blobs listed or removed. */
  readonly done: number;
  /** Blobs to remove. */
  readonly total?: number | undefined;
}

interface Amount {
  readonly count: number;
  readonly bytes: number;
}

export interface CleanAmounts {
  readonly jobs: number;
  /** Outputs and logs. */
  readonly outputs: Amount;
  readonly inputs: Amount;
  /** Bundled code. */
  readonly bundles: Amount;
}

interface RemovalEvent extends CleanAmounts {
  /** Job ids. */
  readonly runs: readonly string[];
}

/**
 * What the command would delete.
 * @commands delete --dry-run
 */
interface CleanPreview extends RemovalEvent {
  readonly event: "removable";
}

/**
 * What the command deleted.
 * @commands delete
 */
interface Removed extends RemovalEvent {
  readonly event: "removed";
}

export type Level = "ok" | "warning" | "problem";

/** Result of a check, and the command that fixes a problem. Holds no secret. */
export interface Finding {
  /** Subject of the check, in one or two words. */
  readonly check: string;
  readonly level: Level;
  readonly text: string;
  /** Command or advice that fixes the problem. */
  readonly fix?: string | undefined;
  /** Last lines of a log that explains the problem. */
  readonly details?: readonly string[] | undefined;
}

/**
 * Result of a check.
 * @commands doctor
 */
interface DoctorFinding extends Finding {
  readonly event: "finding";
}

/**
 * The zip for a bug report is complete.
 * @commands debug-dump
 */
interface Dumped {
  readonly event: "dumped";
  readonly path: string;
  /** Size of the files before compression. */
  readonly bytes: number;
  /** Paths in the zip. */
  readonly files: readonly string[];
  /** Reasons why parts are missing. */
  readonly problems: readonly string[];
}

/**
 * The dashboard can be opened.
 * @commands dashboard
 */
interface DashboardServed {
  readonly event: "dashboard";
  /** Address on this machine. Its token grants access to the environment's runs until the command ends. */
  readonly url: string;
}

import type { Counts } from "../job/monitor.ts";
import type { NodeCounts } from "../job/node-words.ts";
import type { Straggler } from "../job/stragglers.ts";
import type { RunCost } from "../results/run-cost.ts";
import type { Transfer } from "../storage/transfer.ts";

/**
 * Upload progress, at most twice a second.
 * @commands submit, retry
 */
export interface Uploading extends Transfer {
  readonly event: "uploading";
  /** Files that are uploaded, or that storage already had. */
  readonly done: number;
  /** Files of the run; identical ones count once. */
  readonly total: number;
}

/**
 * Progress of reading the inputs, at most twice a second. The runner names inputs by their content.
 * @commands submit
 */
export interface Hashing extends Transfer {
  readonly event: "hashing";
  /** Files to read. */
  readonly files: number;
}

/**
 * The job's tasks and nodes, at each poll.
 * @commands submit, retry, watch
 */
export interface Progress {
  readonly event: "progress";
  /** Tasks of the job. */
  readonly total: number;
  readonly counts: Counts;
  readonly elapsedMs: number;
  /** Nodes by state. */
  readonly nodes?: NodeCounts | undefined;
  /** Reason that no task runs. */
  readonly waiting?: string | undefined;
  /** Reason that the pool has fewer nodes than its target. */
  readonly shortfall?: string | undefined;
  /** Tasks per second, by the tasks completed in the last two minutes. */
  readonly rate?: number | undefined;
  /** Estimated time until the last task completes. Absent while it is unknown. */
  readonly leftMs?: number | undefined;
  /** Median duration of the completed tasks. */
  readonly usualMs?: number | undefined;
  /** Duration so far of the task that has run longest; present if no task waits. */
  readonly longestMs?: number | undefined;
  /** Running tasks that take more than three times `usualMs` and more than 30 seconds, the slowest first; at most 5. */
  readonly stragglers?: readonly SlowTask[] | undefined;
  /** Cost so far; absent if the price of a node is unknown. */
  readonly cost?: RunCost | undefined;
}

export interface SlowTask extends Straggler {
  /** The task's name or first input, otherwise its id. */
  readonly label: string;
}

/**
 * Download progress, at most twice a second. While tasks run, `progress` is printed instead.
 * @commands download, submit, retry
 */
export interface Downloading extends Transfer {
  readonly event: "downloading";
  /** Downloaded files. */
  readonly files: number;
}

import { usageError } from "../errors.ts";
import { jobTasksOf } from "./job-tasks.ts";
import type { Manifest } from "./manifest.ts";

/** Failed tasks that a run tolerates: a number, or a percentage of the tasks of its job such as `10%`. */
export type MaxFails = NonNullable<Manifest["maxFails"]>;

/**
 * Returns the limit of `--max-fails` or of a workload. `what` names it in the error.
 *
 * @throws RunnerError `InvalidMaxFails`.
 */
export const parseMaxFails = (given: string | number, what: string): MaxFails => {
  const text = String(given);
  const percent = /^(\d{1,3}(?:\.\d{1,6})?)%$/.exec(text)?.[1];
  if (percent !== undefined && Number(percent) <= 100) return `${Number(percent)}%`;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw usageError(
    "InvalidMaxFails",
    `${what}: expected a whole number of tasks, or a percentage from 0% to 100%, got "${text}"`,
  );
};

/**
 * Returns the number of failed tasks that a run tolerates; undefined without a limit. A percentage counts the tasks of the run's job, not
 * those that earlier runs completed, and is rounded down.
 */
export const toleratedFails = (manifest: Manifest): number | undefined => {
  const { maxFails } = manifest;
  if (typeof maxFails !== "string") return maxFails;
  // Multiplied first: 0.07 * 100 is more than 7.
  return Math.floor((Number.parseFloat(maxFails) * jobTasksOf(manifest).count) / 100);
};

interface Stopped {
  readonly failed: number;
  readonly total: number;
  readonly maxFails: MaxFails;
}

const start = "stopped after ";

/** Reason given to Batch when the runner terminates a job with too many failed tasks. */
export const stoppedReason = ({ failed, total, maxFails }: Stopped): string =>
  `${start}${failed} of ${total} tasks failed (--max-fails ${maxFails})`;

export const isStoppedReason = (reason: string): boolean => reason.startsWith(start);

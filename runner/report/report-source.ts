import type { Manifest } from "../manifest/manifest.ts";
import type { TaskOutcome } from "../results/outcome.ts";
import type { RunReport } from "../results/report.ts";

/** A run, as far as it is known, with everything that its report needs. */
export interface ReportSource {
  readonly manifest: Manifest;
  readonly report: RunReport;
  /** Returns an outcome per task in the order of the manifest, each time from the start. */
  readonly outcomes: () => Iterable<TaskOutcome>;
  /** Headings of the workload's columns. */
  readonly columns: readonly string[];
  /** Absolute path of the run's folder on this machine. */
  readonly folder: string;
  /** Command line that submits the same work again. */
  readonly again: string;
  /** Returns the command line that prints the log of a task. */
  readonly logCommand: (taskId: string) => string;
  /** Present if the run has not ended. */
  readonly unfinished?: Unfinished | undefined;
}

/** Tasks without an outcome. */
interface Unfinished {
  /** Ids of the tasks that run or wait. */
  readonly has: (taskId: string) => boolean;
  /** Running tasks by id. */
  readonly running: ReadonlyMap<string, RunningTask>;
  readonly now: Date;
}

interface RunningTask {
  readonly nodeId?: string | undefined;
  readonly startTime?: Date | undefined;
}

import type { EnvironmentKind } from "../environment/choose-environment.ts";
import type { Counts } from "../job/monitor.ts";
import type { NodeCounts } from "../job/node-words.ts";
import type { RunEstimate } from "../results/estimate.ts";
import type { TaskOutcome } from "../results/outcome.ts";

/**
 * What happens during a run, in order. Displays turn these into words; `--json` prints them as they are, one a line, so
 * their names and fields are an interface. None holds a secret.
 */
export type RunEvent =
  | { readonly event: "environment"; readonly kind: EnvironmentKind; readonly name: string }
  | {
      readonly event: "planned";
      readonly jobId: string;
      readonly workload: string;
      readonly tasks: number;
      /** Of the tasks, those that an earlier run has done. */
      readonly cached: number;
      readonly inputs: number;
      readonly bytes: number;
    }
  | { readonly event: "resumed"; readonly jobId: string; readonly workload: string; readonly tasks: number }
  | { readonly event: "uploading"; readonly done: number; readonly total: number }
  | { readonly event: "uploaded"; readonly sent: number; readonly bytes: number; readonly present: number }
  /** Files that were fetched so far. */
  | { readonly event: "downloading"; readonly files: number; readonly bytes: number }
  | Cleaning
  | { readonly event: "started"; readonly jobId: string; readonly poolId: string }
  | Progress
  | ({ readonly event: "task" } & TaskOutcome)
  /** A request to Azure is sent again. */
  | { readonly event: "retry"; readonly reason: string; readonly delayMs: number }
  | Reactivated
  | {
      readonly event: "finished";
      readonly jobId: string;
      readonly succeeded: number;
      readonly failed: number;
      /** Of the failed, those that never ran because the job ended; left out for none. */
      readonly notRun?: number | undefined;
      /** Of the succeeded, those that an earlier run had done. */
      readonly cached: number;
      readonly elapsedMs: number;
      /** Where the run's files are, if they were fetched. */
      readonly folder?: string;
    }
  | ({ readonly event: "estimated" } & RunEstimate)
  /** The runner leaves and the job goes on. */
  | { readonly event: "detached"; readonly jobId: string }
  | { readonly event: "deleted"; readonly jobId: string }
  /** Batch was asked to end the job. */
  | { readonly event: "cancelled"; readonly jobId: string };

/** A task that failed because of its node or the network is given back to Batch. */
export interface Reactivated {
  readonly event: "reactivated";
  readonly taskId: string;
  /** Of the failure, as Batch reports it. */
  readonly code?: string | undefined;
  readonly message?: string | undefined;
}

export interface Progress {
  readonly event: "progress";
  readonly total: number;
  readonly counts: Counts;
  readonly elapsedMs: number;
  readonly nodes?: NodeCounts | undefined;
  /** Why nothing runs. */
  readonly waiting?: string | undefined;
  /** Why there are fewer nodes than there are to be. */
  readonly shortfall?: string | undefined;
  /** Until the last task has completed, as far as it can be foretold; of `--json` alone. */
  readonly leftMs?: number | undefined;
}

/** How far a clean is. */
export interface Cleaning {
  readonly event: "cleaning";
  /** Plans of runs are read, blobs are listed, blobs are removed. */
  readonly step: "reading" | "listing" | "removing";
  readonly done: number;
  /** Blobs to remove. */
  readonly total?: number | undefined;
}

export type Emit = (event: RunEvent) => void;

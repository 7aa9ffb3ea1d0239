import type { EnvironmentKind } from "../environment/choose-environment.ts";
import type { MaxFails } from "../manifest/max-fails.ts";
import type { RunEstimate } from "../results/estimate.ts";
import type { IdleNodes } from "../results/idle-nodes.ts";
import type { TaskOutcome } from "../results/outcome.ts";
import type { RunCost } from "../results/run-cost.ts";
import type { RunUsage } from "../results/run-usage.ts";
import type { CommandEvent, Removing } from "./command-events.ts";
import type { PackageEvent } from "./package-events.ts";
import type { Downloading, Hashing, Progress, Uploading } from "./progress-events.ts";

/**
 * Everything that `--json` prints, one object per line. The names and fields are an interface: `npm run docs` makes the
 * table in runner/README.md from these types and their comments. No event holds a secret.
 */
export type JsonEvent = RunEvent | CommandEvent;

/** Events while a command works. Displays show most of them as words. */
export type RunEvent =
  | EnvironmentChosen
  | Selected
  | Planned
  | Estimated
  | Resumed
  | PackageEvent
  | Hashing
  | Uploading
  | Uploaded
  | Started
  | Detached
  | Progress
  | TaskEnded
  | RequestRetried
  | Reactivated
  | Stopped
  | Overspent
  | Finished
  | Cancelled
  | Deleted
  | Downloading
  | Removing;

export type Emit = (event: RunEvent) => void;

/**
 * The environment that the command uses.
 * @commands all except logs, doctor
 */
interface EnvironmentChosen {
  readonly event: "environment";
  readonly kind: EnvironmentKind;
  /** Stack, file of outputs, or `local`. */
  readonly name: string;
  /** Why the local cloud is used, unless a stack of this project is only not selected. */
  readonly notice?: string | undefined;
}

/**
 * The run that the command uses, if its words don't have the run's id.
 * @commands all with JOB
 */
interface Selected {
  readonly event: "selected";
  readonly jobId: string;
  /** Whether it is the newest run, the newest run of a workload, or the only run whose id begins or ends with the word. */
  readonly by: "newest" | "workload" | "part";
}

/**
 * The run is planned, and nothing is uploaded yet.
 * @commands submit, retry
 */
interface Planned {
  readonly event: "planned";
  readonly jobId: string;
  readonly workload: string;
  readonly tasks: number;
  /** Tasks that an earlier run completed. */
  readonly cached: number;
  readonly inputs: number;
  /** Size of the inputs. */
  readonly bytes: number;
}

/**
 * The preview of a run.
 * @commands submit --dry-run
 */
interface Estimated extends RunEstimate {
  readonly event: "estimated";
}

/**
 * The command found an existing run.
 * @commands submit --resume, retry, watch
 */
interface Resumed {
  readonly event: "resumed";
  readonly jobId: string;
  readonly workload: string;
  readonly tasks: number;
}

/**
 * All files of the run are in storage.
 * @commands submit, retry
 */
interface Uploaded {
  readonly event: "uploaded";
  /** Uploaded files. */
  readonly sent: number;
  /** Size of the uploaded files. */
  readonly bytes: number;
  /** Files that storage already had. */
  readonly present: number;
}

/**
 * The job exists and has all its tasks.
 * @commands submit, retry
 */
interface Started {
  readonly event: "started";
  readonly jobId: string;
  readonly poolId: string;
}

/**
 * The command exits and the job continues.
 * @commands submit --detach, retry --detach
 */
interface Detached {
  readonly event: "detached";
  readonly jobId: string;
}

/**
 * A task has ended and its outputs are checked. Printed again if the task runs again.
 * @commands submit, retry, watch
 */
interface TaskEnded extends TaskOutcome {
  readonly event: "task";
}

/**
 * A request to Azure failed, and the runner sends it again. Unrelated to the command `retry`.
 * @commands all except doctor
 */
interface RequestRetried {
  readonly event: "retry";
  /** Service, code and message of the failure. */
  readonly reason: string;
  /** Time until the runner sends it again. */
  readonly delayMs: number;
}

/**
 * The runner reactivates a task that failed because of its node or the network.
 * @commands submit, retry, watch
 */
export interface Reactivated {
  readonly event: "reactivated";
  readonly taskId: string;
  /** Batch's code of the failure. */
  readonly code?: string | undefined;
  /** Batch's message. */
  readonly message?: string | undefined;
}

/**
 * More tasks failed than `--max-fails` tolerates, and the runner asked Batch to terminate the job.
 * @commands submit, retry, watch
 */
interface Stopped {
  readonly event: "stopped";
  readonly jobId: string;
  readonly failed: number;
  /** Tasks of the job. */
  readonly total: number;
  readonly maxFails: MaxFails;
}

/**
 * The run has cost more than `--max-cost`, and the runner asked Batch to terminate the job.
 * @commands submit, retry, watch
 */
interface Overspent {
  readonly event: "overspent";
  readonly jobId: string;
  readonly cost: RunCost;
  readonly maxCost: number;
}

/**
 * The run has ended, and its results are checked.
 * @commands submit, retry, watch
 */
interface Finished {
  readonly event: "finished";
  readonly jobId: string;
  readonly succeeded: number;
  readonly failed: number;
  /** Failed tasks that never ran, because the job ended first. */
  readonly notRun?: number | undefined;
  /** Tasks that succeeded in an earlier run and were not run again. */
  readonly cached: number;
  /** Reason why the job ended before all its tasks had run. */
  readonly endedBecause?: string | undefined;
  readonly elapsedMs: number;
  /** Absent if the price of a node is unknown. */
  readonly cost?: RunCost | undefined;
  /** Nodes that the pool keeps; absent on the local cloud, and if none stay. */
  readonly idle?: IdleNodes | undefined;
  /** Resources that the tasks needed and that their nodes have, with advice. */
  readonly usage?: RunUsage | undefined;
  /** Folder of the downloaded files. */
  readonly folder?: string;
}

/**
 * The runner asked Batch to terminate the job.
 * @commands cancel, submit, retry, watch
 */
interface Cancelled {
  readonly event: "cancelled";
  readonly jobId: string;
}

/**
 * The job is deleted.
 * @commands submit, retry
 */
interface Deleted {
  readonly event: "deleted";
  readonly jobId: string;
}

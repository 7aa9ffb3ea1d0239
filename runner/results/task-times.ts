import * as v from "valibot";

const moment = v.optional(v.string());

/** Moments of a task, in ISO 8601 by the clocks of Batch and of the node. A moment that is unknown is absent. */
export const TaskTimes = v.object({
  /** The task was added to its job. */
  queuedAt: moment,
  /** A node started the task and began to fetch its inputs. The last start, if the task was restarted. */
  startedAt: moment,
  /** The inputs are complete and the first attempt of the program started. */
  programStartedAt: moment,
  /** The last attempt of the program ended. Absent if the task was ended first, such as by its time limit. */
  endedAt: moment,
  /** Outputs and logs are in storage, and Batch ended the task. */
  uploadedAt: moment,
  /** All attempts of the program since `startedAt` that ended; absent if it was started once. */
  attempts: v.optional(
    v.pipe(
      v.array(v.object({ startedAt: v.string(), endedAt: v.string(), exitCode: v.number() })),
      v.readonly(),
    ),
  ),
});
export type TaskTimes = Readonly<v.InferOutput<typeof TaskTimes>>;

/**
 * Resources that a task's program used, and those of its node. Measured by the task's script (job/record-usage.sh), without tools that a
 * node may lack. A cgroup's peak is not used: it counts the cache of files that the task read.
 */
export const TaskUsage = v.object({
  /**
   * Peak of the memory of all its processes together. Bytes.
   *
   * The highest of samples, taken after 50 ms and then less and less often, down to one per second, and of the peaks that Linux keeps
   * of each process. Memory that processes share counts once. Recorded at steps of 2%. Absent if the program ended before the first sample.
   */
  peakBytes: v.optional(v.number()),
  /** CPU time of all attempts that ended, user and system, without processes that outlived the program. */
  cpuSeconds: v.optional(v.number()),
  /** Memory of the node, or the limit of the task's container. Bytes. */
  nodeBytes: v.optional(v.number()),
  /** Cores that the task could use. */
  nodeCores: v.optional(v.number()),
});
export type TaskUsage = Readonly<v.InferOutput<typeof TaskUsage>>;

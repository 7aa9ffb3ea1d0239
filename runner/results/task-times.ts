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
  /** The last attempt of the program ended. */
  endedAt: moment,
  /** Outputs and logs are in storage. */
  uploadedAt: moment,
  /** All attempts of the program since `startedAt`; absent if there was one. */
  attempts: v.optional(
    v.pipe(
      v.array(v.object({ startedAt: v.string(), endedAt: v.string(), exitCode: v.number() })),
      v.readonly(),
    ),
  ),
});
export type TaskTimes = Readonly<v.InferOutput<typeof TaskTimes>>;

/** Resources that a task's program used, and those of its node. */
export const TaskUsage = v.object({
  /** Peak of the memory of all its processes together. Bytes. */
  peakBytes: v.optional(v.number()),
  /** CPU time of all its processes, user and system. */
  cpuSeconds: v.optional(v.number()),
  /** Memory of the node. Bytes. */
  nodeBytes: v.optional(v.number()),
  nodeCores: v.optional(v.number()),
});
export type TaskUsage = Readonly<v.InferOutput<typeof TaskUsage>>;

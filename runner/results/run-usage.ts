import * as v from "valibot";

/** Resources that the tasks of a run needed, and those of their nodes. */
export const RunUsage = v.object({
  /** Highest peak of a task's memory. Bytes. */
  peakBytes: v.number(),
  /** CPU time by elapsed time, over all programs that ended; absent if they ran for less than a second. */
  coresPerTask: v.optional(v.number()),
  /** Memory of the smallest node. On the local cloud, of the machine that all nodes share. Bytes. */
  nodeBytes: v.number(),
  nodeCores: v.number(),
  slotsPerNode: v.number(),
  /** Advice in one line without a full stop. On the local cloud, facts only. Absent if there is nothing to say. */
  advice: v.optional(v.string()),
});
export type RunUsage = Readonly<v.InferOutput<typeof RunUsage>>;

import * as v from "valibot";

const moment = v.optional(v.string());

/** A node of the pool that existed during a run. Moments are ISO 8601; one that is unknown is absent. */
export const RunNode = v.object({
  id: v.string(),
  isSpot: v.boolean(),
  /** Batch allocated the virtual machine. */
  allocatedAt: moment,
  /** The operating system started. */
  bootedAt: moment,
  startTaskStartedAt: moment,
  startTaskEndedAt: moment,
  /** The job preparation task, which stages the run's code and packages. The last one, if the node was restarted. */
  preparationStartedAt: moment,
  preparationEndedAt: moment,
  /** The node was last seen at this moment, and then removed, preempted or lost. Absent if it existed when the run ended. */
  leftAt: moment,
  /** State when last seen, such as `idle` or `preempted`. */
  state: v.optional(v.string()),
});
export type RunNode = Readonly<v.InferOutput<typeof RunNode>>;

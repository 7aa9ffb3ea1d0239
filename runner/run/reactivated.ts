import type { BatchTask } from "../azure/batch-task.ts";
import type { Reactivated } from "../ui/events.ts";

/** The event of a task that was given back to Batch. */
export const reactivated = ({ id, failure }: BatchTask): Reactivated => ({
  event: "reactivated",
  taskId: id,
  code: failure?.code,
  message: failure?.message,
});

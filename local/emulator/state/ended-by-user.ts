import type { FailureInfo } from "./task-types.ts";

/** Failure of a task that a user terminated. */
export const endedByUser: FailureInfo = {
  category: "UserError",
  code: "TaskEnded",
  message: "Task was ended by user request.",
};

import type { FailureInfo } from "./task-types.ts";

/** Why a task failed that a user terminated. */
export const endedByUser: FailureInfo = {
  category: "UserError",
  code: "TaskEnded",
  message: "Task was ended by user request.",
};

import { endedByUser } from "../state/ended-by-user.ts";
import type { FailureInfo } from "../state/task-types.ts";
import type { Attempt } from "./attempt.ts";

/** Reason to end a running task: a user terminates it, a user's change requeues it, or its node is lost. */
export type Ending = "terminate" | "requeue" | "lost";

type Outcome =
  | { readonly next: "completed"; readonly exitCode?: number; readonly failure?: FailureInfo }
  | { readonly next: "active"; readonly why: "retry" | "requeue" | "lost" };

/** Returns the task's state after an attempt. `maxRetries` -1 means no limit. */
export const outcomeOf = (
  attempt: Attempt,
  task: { readonly retries: number; readonly maxRetries: number; readonly ending?: Ending },
): Outcome => {
  if (attempt.phase === "lost") return { next: "active", why: "lost" };
  // A process that exited before it was ended has another phase.
  if (attempt.phase === "aborted") {
    if (task.ending === "requeue" || task.ending === "lost") return { next: "active", why: task.ending };
    return { next: "completed", failure: endedByUser };
  }
  // Only exit codes are retried (Swagger, TaskConstraints.maxTaskRetryCount).
  const mayRetry = task.maxRetries === -1 || task.retries < task.maxRetries;
  if (attempt.phase === "exit" && attempt.failure !== undefined && mayRetry && task.ending === undefined)
    return { next: "active", why: "retry" };
  return { next: "completed", exitCode: attempt.exitCode, failure: attempt.failure };
};

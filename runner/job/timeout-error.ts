import type { BatchClient } from "../azure/batch-client.ts";
import { RunnerError } from "../errors.ts";
import { formatElapsed } from "../text/duration.ts";

/** How many unfinished tasks are named. */
const named = 5;

interface TimeoutRequest {
  readonly batch: Pick<BatchClient, "listTasks">;
  readonly jobId: string;
  readonly counts: { readonly active: number; readonly running: number };
  readonly timeoutMs: number;
}

/** Which tasks are in what state when the user's patience ends. The job goes on. */
export const timeoutError = async ({
  batch,
  jobId,
  counts,
  timeoutMs,
}: TimeoutRequest): Promise<RunnerError> => {
  const tasks: string[] = [];
  for await (const { id, state } of batch.listTasks(jobId, "state ne 'completed'")) {
    if (tasks.push(`  ${state.padEnd(9)} ${id}`) === named) break;
  }
  const unfinished = counts.active + counts.running;
  const more = unfinished > tasks.length ? [`  and ${unfinished - tasks.length} more`] : [];
  return new RunnerError({
    code: "RunTimedOut",
    kind: "timeout",
    message: `not finished after ${formatElapsed(timeoutMs)}: ${counts.running} running, ${counts.active} waiting`,
    hint: [...tasks, ...more].join("\n"),
  });
};

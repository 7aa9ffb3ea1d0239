import { type RunRecord, readOutcomes } from "../blobs/run-record.ts";
import type { TaskList } from "../plan/manifest.ts";
import { hasRunWell } from "../results/outcome.ts";

/**
 * Ids of the tasks whose stored inputs were verified when the run was finished before: what changes them later does no harm.
 */
export const verifiedInputs = async (run: RunRecord, tasks: TaskList): Promise<ReadonlySet<string>> => {
  const verified = new Set<string>();
  if (!Iterator.from(tasks).some(({ inputs }) => inputs.some(({ stored }) => stored !== undefined)))
    return verified;
  for await (const outcome of readOutcomes(run)) if (hasRunWell(outcome)) verified.add(outcome.taskId);
  return verified;
};

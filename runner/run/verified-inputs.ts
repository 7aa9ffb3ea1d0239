import type { TaskList } from "../manifest/manifest.ts";
import { hasRunWell } from "../results/outcome.ts";
import { type RunRecord, readOutcomes } from "../results/run-record.ts";

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

import type { StaleInputs } from "../job/stale-inputs.ts";
import { dependentsOf } from "../manifest/dependents.ts";
import { jobTasksOf } from "../manifest/job-tasks.ts";
import { type Manifest, type ManifestTask, tasksToRun } from "../manifest/manifest.ts";
import { hasWrongInput, staleOutcome, type TaskOutcome } from "../results/outcome.ts";
import type { OutcomeLog } from "../results/outcome-log.ts";

/**
 * Returns new outcomes, in turn, for tasks that succeeded on inputs which were not final: they ran before another task was run
 * again, or after one whose own inputs were wrong. The caller adds each to the log before it takes the next one.
 */
export const staleOutcomes = function* (
  manifest: Manifest,
  log: Pick<OutcomeLog, "all" | "get" | "task">,
  stale: StaleInputs,
): Generator<TaskOutcome> {
  if (!jobTasksOf(manifest).haveDependencies) return;
  for (const [id, upstream] of stale.all()) {
    const outcome = log.get(id);
    if (outcome?.succeeded)
      yield staleOutcome(outcome, `ran before ${named(upstream)} was run again; submit again`);
  }
  const dependents = dependentsOf(tasksToRun(manifest));
  const settled = new Set<string>();
  for (const { taskId, ...upstream } of log.all("unknown")) {
    if (settled.has(taskId) || !hasWrongInput(upstream)) continue;
    for (const id of dependents.ofAll([taskId])) {
      const outcome = settled.has(id) ? undefined : log.get(id);
      settled.add(id);
      if (outcome?.succeeded)
        yield staleOutcome(
          outcome,
          `ran after ${named({ id: taskId, ...upstream })}, whose inputs were wrong; submit again`,
        );
    }
  }
};

const named = ({ name, id }: Pick<ManifestTask, "name" | "id">): string => `"${name ?? id}"`;

import type { Ending } from "./outcome.ts";
import type { Run } from "./runtime.ts";

/** Ends attempts. Resolves when their results are saved. An earlier reason to end an attempt is kept. */
export const endRuns = async (runs: readonly Run[], ending: Ending): Promise<void> => {
  for (const run of runs) {
    run.ending ??= ending;
    run.abort.abort();
  }
  await Promise.all(runs.map((run) => run.settled));
};

import type { Ending } from "./outcome.ts";
import type { Run } from "./runtime.ts";

/** Ends runs and resolves when their results are in the database. The first reason holds. */
export const endRuns = async (runs: readonly Run[], ending: Ending): Promise<void> => {
  for (const run of runs) {
    run.ending ??= ending;
    run.abort.abort();
  }
  await Promise.all(runs.map((run) => run.settled));
};

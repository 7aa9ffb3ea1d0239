import pMap from "p-map";
import type { RunRow } from "../../../browser/contract/dashboard.ts";
import type { RunStatus, RunSummary } from "../../ui/command-events.ts";
import type { RunReader } from "../dashboard-environment.ts";
import type { Source } from "../topic.ts";

/** Waiting runs whose reason a list shows. Each costs a few requests. */
const mostExplained = 3;

export const runsSource = (runs: Pick<RunReader, "list" | "status">): Source<readonly RunRow[]> => ({
  look: async () => {
    const found = await runs.list();
    const waiting = found.filter(({ state }) => state === "waiting").slice(0, mostExplained);
    const explained = await pMap(waiting, ({ jobId }) => runs.status(jobId), { concurrency: mostExplained });
    const reasons = new Map(explained.map(({ jobId, waiting: reason }) => [jobId, reason]));
    return found.map((run) => runRow({ ...run, waiting: reasons.get(run.jobId) }));
  },
});

export const runRow = (run: RunSummary & Pick<RunStatus, "waiting">): RunRow => {
  const { jobId, workload, createdAt, state, counts, elapsedMs, waiting } = run;
  return { jobId, workload, createdAt, state, counts, elapsedMs, waiting };
};

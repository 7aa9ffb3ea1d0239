import pMap from "p-map";
import type { RunRow } from "../../../browser/contract/dashboard.ts";
import type { BatchClient } from "../../azure/batch-client.ts";
import type { Clock } from "../../clock.ts";
import type { NodePrice } from "../../results/run-cost.ts";
import type { RunStatus } from "../../ui/command-events.ts";
import type { ListedRun, RunReader } from "../dashboard-environment.ts";
import type { Source } from "../topic.ts";
import { costSoFar, costView } from "./cost-view.ts";
import { mostNodes } from "./node-view.ts";

/** Waiting runs whose reason a list shows. Each costs a few requests. */
const mostExplained = 3;

/** States in which nodes cost money because of the run. */
export const liveStates: ReadonlySet<string> = new Set(["half begun", "waiting", "running"]);

interface RunsSourceOptions {
  readonly runs: Pick<RunReader, "list" | "status">;
  readonly batch: Pick<BatchClient, "listNodeDetails">;
  /** The environment's pool. */
  readonly poolId: string;
  readonly nodePrice: Promise<NodePrice | undefined>;
  readonly clock: Clock;
}

export const runsSource = ({
  runs,
  batch,
  poolId,
  nodePrice,
  clock,
}: RunsSourceOptions): Source<readonly RunRow[]> => ({
  look: async () => {
    const [found, price] = await Promise.all([runs.list(), nodePrice]);
    const hasLive = found.some(({ state }) => liveStates.has(state));
    const nodes = hasLive && price !== undefined ? await batch.listNodeDetails(poolId, mostNodes) : [];
    const now = clock.now();
    const waiting = found.filter(({ state }) => state === "waiting").slice(0, mostExplained);
    const explained = await pMap(waiting, ({ jobId }) => runs.status(jobId), { concurrency: mostExplained });
    const reasons = new Map(explained.map(({ jobId, waiting: reason }) => [jobId, reason]));
    return found.map((run) => ({
      ...runRow({ ...run, waiting: reasons.get(run.jobId) }),
      ...(liveStates.has(run.state) && { cost: costSoFar({ run, nodes, price, now }) }),
    }));
  },
});

export const runRow = (run: ListedRun & Pick<RunStatus, "waiting">): RunRow => {
  const { jobId, workload, createdAt, state, counts, elapsedMs, waiting, cost } = run;
  return { jobId, workload, createdAt, state, counts, elapsedMs, waiting, cost: costView(cost) };
};

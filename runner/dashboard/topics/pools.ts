import type { BatchServiceModels as Models } from "@azure/batch";
import type { NodeNumbers, PoolSample, PoolView } from "../../../browser/contract/dashboard.ts";
import type { BatchClient } from "../../azure/batch-client.ts";
import type { Clock } from "../../clock.ts";
import { costOf, type NodePrice } from "../../results/run-cost.ts";
import type { Source } from "../topic.ts";
import { costView } from "./cost-view.ts";
import { codeAndMessage, mostNodes, nodeView } from "./node-view.ts";

interface PoolsSourceOptions {
  readonly batch: Pick<BatchClient, "listPools" | "listNodeDetails" | "listFirstJobs" | "getTaskCounts">;
  readonly clock: Clock;
  readonly history: PoolHistory;
  readonly nodePrice: Promise<NodePrice | undefined>;
}

/** Samples of pools since the server started. */
interface PoolHistory {
  /** Time until the next sample of the pool. */
  readonly isDue: (poolId: string, nowMs: number) => boolean;
  readonly add: (poolId: string, sample: PoolSample) => void;
  readonly of: (poolId: string) => readonly PoolSample[];
}

/** Time between two samples. Each sample changes the pool's value, which all pages receive. */
const sampleEveryMs = 10_000;

/** An hour. */
const mostSamples = 360;

export const createPoolHistory = (): PoolHistory => {
  const samples = new Map<string, readonly PoolSample[]>();
  const of = (poolId: string): readonly PoolSample[] => samples.get(poolId) ?? [];
  return {
    of,
    isDue: (poolId, nowMs) => nowMs - (of(poolId).at(-1)?.ms ?? 0) >= sampleEveryMs,
    add: (poolId, sample) => samples.set(poolId, [...of(poolId), sample].slice(-mostSamples)),
  };
};

/** All pools of the account. Costs a request for all pools, one per pool for its nodes, and one per active job for its tasks. */
export const poolsSource = ({
  batch,
  clock,
  history,
  nodePrice,
}: PoolsSourceOptions): Source<readonly PoolView[]> => ({
  look: async () => {
    const pools = await batch.listPools();
    const nowMs = clock.now().getTime();
    const due = pools.filter(({ id = "" }) => history.isDue(id, nowMs));
    const tasks = due.length > 0 ? await countTasks(batch) : new Map<string, TaskNumbers>();
    for (const pool of due) {
      const { id = "" } = pool;
      const { activeTasks, runningTasks } = tasks.get(id) ?? { activeTasks: 0, runningTasks: 0 };
      const sample = { ms: nowMs, current: currentOf(pool), target: targetOf(pool) };
      history.add(id, { ...sample, activeTasks, runningTasks });
    }
    const price = await nodePrice;
    return Promise.all(
      pools.map(async (pool) => {
        const { id = "" } = pool;
        const nodes = await batch.listNodeDetails(id, mostNodes);
        return { ...poolView(pool, nodes, history.of(id)), costPerHour: costPerHour(pool, price) };
      }),
    );
  },
});

interface TaskNumbers {
  activeTasks: number;
  runningTasks: number;
}

/** Jobs whose tasks a sample counts. */
const mostJobs = 20;

const countTasks = async (batch: PoolsSourceOptions["batch"]): Promise<Map<string, TaskNumbers>> => {
  const jobs = (await batch.listFirstJobs(1000)).filter(({ state }) => state === "active");
  const numbers = new Map<string, TaskNumbers>();
  for (const { id = "", poolInfo } of jobs.slice(0, mostJobs)) {
    const { active, running } = await batch.getTaskCounts(id);
    const sum = numbers.get(poolInfo?.poolId ?? "") ?? { activeTasks: 0, runningTasks: 0 };
    sum.activeTasks += active;
    sum.runningTasks += running;
    numbers.set(poolInfo?.poolId ?? "", sum);
  }
  return numbers;
};

const currentOf = (pool: Models.CloudPool): NodeNumbers => ({
  dedicated: pool.currentDedicatedNodes ?? 0,
  spot: pool.currentLowPriorityNodes ?? 0,
});

const targetOf = (pool: Models.CloudPool): NodeNumbers => ({
  dedicated: pool.targetDedicatedNodes ?? 0,
  spot: pool.targetLowPriorityNodes ?? 0,
});

const poolView = (
  pool: Models.CloudPool,
  nodes: readonly Models.ComputeNode[],
  history: readonly PoolSample[],
): PoolView => {
  const slotsPerNode = pool.taskSlotsPerNode ?? 1;
  return {
    id: pool.id ?? "",
    vmSize: pool.vmSize ?? "",
    state: pool.state ?? "",
    allocationState: pool.allocationState ?? "",
    current: currentOf(pool),
    target: targetOf(pool),
    slotsPerNode,
    nodes: nodes.map((node) => nodeView(node, slotsPerNode)),
    resizeErrors: (pool.resizeErrors ?? []).map(codeAndMessage),
    autoscale: pool.enableAutoScale ? autoscaleOf(pool) : undefined,
    history,
  };
};

/** The price is that of the environment's VM size; pools of other sizes have none. */
const costPerHour = (pool: Models.CloudPool, price: NodePrice | undefined): PoolView["costPerHour"] => {
  const { dedicated, spot } = currentOf(pool);
  const isPriced = pool.vmSize?.toLowerCase() === price?.vmSize.toLowerCase();
  return isPriced ? costView(costOf({ dedicatedHours: dedicated, spotHours: spot }, price)) : undefined;
};

const autoscaleOf = (pool: Models.CloudPool): PoolView["autoscale"] => {
  const { autoScaleFormula: formula = "", autoScaleEvaluationInterval: interval, autoScaleRun: run } = pool;
  return {
    formula,
    interval: interval ?? "PT15M",
    evaluatedAt: run?.timestamp?.toISOString(),
    results: run?.results,
    error: run?.error && codeAndMessage(run.error),
  };
};

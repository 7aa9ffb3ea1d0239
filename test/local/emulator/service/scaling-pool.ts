import type { BatchServiceClient } from "@azure/batch";
import { linux } from "../../../helpers/account.ts";
import { until } from "../../../helpers/until.ts";

export const minute = 60_000;

export const addPool = (client: BatchServiceClient, autoScaleFormula: string, more = {}) =>
  client.pool.add({
    id: "pool",
    ...linux,
    enableAutoScale: true,
    autoScaleFormula,
    autoScaleEvaluationInterval: "PT5M",
    ...more,
  });

export const nodes = (client: BatchServiceClient, count: number) =>
  until(
    async () => {
      const pool = await client.pool.get("pool");
      return pool.currentDedicatedNodes === count && pool.allocationState === "steady" && pool;
    },
    { what: `a steady pool with ${count} nodes` },
  );

export const addTasks = async (client: BatchServiceClient, count: number, commandLine: string) => {
  await client.job.add({ id: "job", poolInfo: { poolId: "pool" } });
  await client.task.addCollection(
    "job",
    Array.from({ length: count }, (_, i) => ({ id: `task-${i}`, commandLine })),
  );
};

export const running = (client: BatchServiceClient) =>
  until(async () => {
    const task = await client.task.get("job", "task-0");
    return task.state === "running" && task;
  });

/** A formula for one node. */
export const formula = "$TargetDedicatedNodes = 1;";

export const evaluated = async (client: BatchServiceClient, text: string) => {
  const { results, error } = await client.pool.evaluateAutoScale("pool", text);
  return { results: results ?? "", error };
};

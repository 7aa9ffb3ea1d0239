import type { BatchServiceModels as Models } from "@azure/batch";
import type { BatchClient } from "../azure/batch-client.ts";
import type { Clock } from "../clock.ts";
import type { Counts } from "../job/monitor.ts";
import { jobTasksOf } from "../manifest/job-tasks.ts";
import type { Manifest } from "../manifest/manifest.ts";
import { costStoppedReason } from "../results/cost-words.ts";
import { nodeMeter } from "../results/node-meter.ts";
import { costOf, type NodePrice, nodeHoursOf, type RunCost, type UsedNodes } from "../results/run-cost.ts";
import type { Emit } from "../ui/events.ts";
import { whyNoLimit } from "./cost-limit.ts";
import type { Pricing } from "./pricing.ts";

/** The cost of a run while its job is being watched. */
export interface CostWatch {
  /** Called with the pool's nodes each time that they are listed. */
  readonly onNodes: (nodes: readonly Models.ComputeNode[]) => void;
  /** Returns the cost so far; undefined if the price of the nodes is unknown. Called once per poll. */
  readonly soFar: (counts: Counts) => RunCost | undefined;
  /** Terminates the job once its cost so far exceeds `--max-cost`. */
  readonly limit: (cost: RunCost | undefined, counts: Counts) => Promise<void>;
  /** Why the limit ended the job; undefined if it didn't. */
  readonly stopped: () => string | undefined;
  /** Returns the cost of the run by the nodes that its tasks ran on; undefined if the price of the nodes is unknown. */
  readonly final: (used: Pick<UsedNodes, "nodes" | "outcomes">) => Promise<RunCost | undefined>;
}

interface CostContext {
  readonly pricing: Pricing;
  readonly batch: Pick<BatchClient, "terminateJob">;
  readonly clock: Clock;
  readonly emit: Emit;
  /** Called once if the run's limit of costs can't be applied. */
  readonly say: (text: string) => void;
}

export const costWatch = (
  manifest: Manifest,
  { pricing, batch, clock, emit, say }: CostContext,
): CostWatch => {
  const { jobId, maxCost, createdAt } = manifest;
  const meter = nodeMeter({ createdAt, tasks: jobTasksOf(manifest).count });
  let reason: string | undefined;
  const notice = (price: NodePrice | undefined): void => {
    const why = whyNoLimit(manifest, price);
    if (why !== undefined) say(why);
  };
  pricing.settled.then(notice, () => {});
  return {
    onNodes: (nodes) => meter.see(nodes, clock.now()),
    soFar: ({ active, running }) => costOf(meter.hours(active + running, clock.now()), pricing.now()),
    limit: async (cost, { active, running }) => {
      if (maxCost === undefined || cost === undefined || reason !== undefined) return;
      if (whyNoLimit(manifest, pricing.now()) !== undefined) return;
      if (cost.amount <= maxCost || active + running === 0) return;
      reason = costStoppedReason({ cost, maxCost });
      await batch.terminateJob(jobId, reason);
      emit({ event: "overspent", jobId, cost, maxCost });
    },
    stopped: () => reason,
    final: async (used) => costOf(nodeHoursOf({ createdAt, ...used }), await pricing.settled),
  };
};

import type { StackOutputs } from "../../infra/outputs.ts";
import { type RunnerError, usageError } from "../errors.ts";
import { jobTasksOf } from "../manifest/job-tasks.ts";
import type { Manifest } from "../manifest/manifest.ts";
import { formatCost } from "../prices/currency.ts";
import { costBasis, costWords } from "../results/cost-words.ts";
import { estimateHours } from "../results/estimate.ts";
import { costOf, type NodePrice } from "../results/run-cost.ts";
import { isPaid } from "./cost-limit.ts";

interface PlannedCost {
  readonly maxCost: number | undefined;
  readonly manifest: Manifest;
  /** Median duration of earlier tasks of this code. Seconds. */
  readonly medianSeconds: number | undefined;
  readonly pool: Pick<StackOutputs, "maxDedicatedNodes" | "maxSpotNodes" | "taskSlotsPerNode">;
  readonly price: NodePrice | undefined;
  /** Whether no command watches the run, which would end it when it has cost too much. */
  readonly isDetached: boolean;
}

/**
 * Refuses a run whose estimated cost exceeds `--max-cost`, and one whose cost nothing would limit. Returns a notice for the user if there is
 * no estimate and the limit applies only while the run is being watched.
 *
 * @throws RunnerError `CostTooHigh`, `CostUnknown`.
 */
export const checkMaxCost = (planned: PlannedCost): string | undefined => {
  const { maxCost, manifest, medianSeconds, pool, price, isDetached } = planned;
  if (maxCost === undefined || jobTasksOf(manifest).count === 0) return undefined;
  if (price !== undefined && !isPaid(price)) return undefined;
  if (!isPriced(pool, price))
    throw costUnknown(
      maxCost,
      "no list price of a node is known",
      "Set the price with --node-price, or leave out --max-cost.",
    );
  const hours = estimateHours({ manifest, medianSeconds, pool });
  if (hours === undefined && isDetached)
    throw costUnknown(
      maxCost,
      "no earlier run of this code is known",
      "Leave out --detach: the command then ends the run when it has cost more. Or leave out --max-cost.",
    );
  if (hours === undefined)
    return `No earlier run of this code is known, so its cost can't be estimated. --max-cost ${maxCost} ends the run when it has cost more`;
  const cost = costOf(hours, price);
  if (cost === undefined || cost.amount <= maxCost) return undefined;
  throw usageError(
    "CostTooHigh",
    `--max-cost: expected at most ${formatCost(maxCost, cost.currency)}, got an estimate of ${costWords(cost)}: ${costBasis(cost)}`,
    "Run fewer tasks, or raise the limit. Nothing was uploaded.",
  );
};

/** Whether the price of each kind of nodes that the pool may have is known. */
const isPriced = (
  { maxDedicatedNodes, maxSpotNodes }: PlannedCost["pool"],
  price: NodePrice | undefined,
): boolean => costOf({ dedicatedHours: maxDedicatedNodes, spotHours: maxSpotNodes }, price) !== undefined;

const costUnknown = (maxCost: number, why: string, fix: string): RunnerError =>
  usageError("CostUnknown", `--max-cost ${maxCost}: expected an estimate of the cost, got none: ${why}`, fix);

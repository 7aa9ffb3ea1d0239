import * as v from "valibot";
import { priceSources, type VmPrice } from "../prices/vm-price.ts";
import type { TaskOutcome } from "./outcome.ts";
import type { RunNode } from "./run-node.ts";

const hours = v.pipe(v.number(), v.minValue(0));
const price = v.optional(v.number());

/** Cost of the nodes of a run by list prices. Disks, addresses, storage and traffic are not included; Batch is free. */
export const RunCost = v.object({
  amount: v.number(),
  /** ISO 4217, such as `USD`. */
  currency: v.string(),
  /** Node hours of each kind. */
  dedicatedHours: hours,
  spotHours: hours,
  vmSize: v.string(),
  location: v.string(),
  /** Prices per node hour. */
  dedicatedPrice: price,
  spotPrice: price,
  /** Day of the prices, such as `2026-11-20`. */
  priceDate: v.string(),
  /** Azure's Retail Prices API, the dated table of azbatch, or `--node-price`. */
  priceSource: v.picklist(priceSources),
  /** Present if the price of spot nodes is unknown and they count as dedicated ones, which never cost less. */
  isUpperBound: v.optional(v.literal(true)),
  /** Present on the local cloud, where nothing is paid: the nodes would cost this on Azure. */
  isHypothetical: v.optional(v.literal(true)),
});
export type RunCost = Readonly<v.InferOutput<typeof RunCost>>;

/** Price of the nodes of an environment. */
export interface NodePrice extends VmPrice {
  /** Whether the nodes are those of the local cloud, which cost nothing. */
  readonly isHypothetical: boolean;
}

/** Node hours by kind. */
export type NodeHours = Pick<RunCost, "dedicatedHours" | "spotHours">;

/** Returns the cost of node hours; undefined if the price of the nodes is unknown. */
export const costOf = (
  { dedicatedHours, spotHours }: NodeHours,
  nodePrice: NodePrice | undefined,
): RunCost | undefined => {
  if (nodePrice === undefined) return undefined;
  const { dedicated, spot, vmSize, location, currency, date, source, isHypothetical } = nodePrice;
  // Azure charges at most the price of a dedicated node for a spot node that sets no maximum price, as in Batch.
  const forSpot = spot ?? dedicated;
  const amount = product(dedicatedHours, dedicated) + product(spotHours, forSpot);
  if (Number.isNaN(amount)) return undefined;
  return {
    // Without the digits that only show how computers add.
    ...{ amount: Number(amount.toFixed(6)), currency, dedicatedHours, spotHours, vmSize, location },
    ...{ dedicatedPrice: dedicated, spotPrice: spot, priceDate: date, priceSource: source },
    ...(spot === undefined && spotHours > 0 && { isUpperBound: true }),
    ...(isHypothetical && { isHypothetical }),
  };
};

/** Returns NaN if a price that is needed is unknown. */
const product = (count: number, each: number | undefined): number =>
  count === 0 ? 0 : count * (each ?? Number.NaN);

export interface UsedNodes {
  /** Creation of the run. ISO 8601. */
  readonly createdAt: string;
  /** Nodes that existed during the run, if known. */
  readonly nodes?: readonly RunNode[] | undefined;
  readonly outcomes: Iterable<Pick<TaskOutcome, "nodeId" | "times" | "cachedFrom">>;
}

/**
 * Returns the node hours of a run. A node counts from the creation of the run, or from its allocation if that is later, to the end of the
 * run's last task on it; without a known allocation, from the start of the run's first task on it. A node that was preempted before it
 * completed a task counts until then. Time that other runs share is not subtracted.
 */
export const nodeHoursOf = ({ createdAt, nodes = [], outcomes }: UsedNodes): NodeHours => {
  const uses = usesByNode(outcomes);
  const known = new Map(nodes.map((node) => [node.id, node]));
  const created = Date.parse(createdAt);
  const totals = { dedicatedHours: 0, spotHours: 0 };
  for (const nodeId of new Set([...uses.keys(), ...known.keys()])) {
    const node = known.get(nodeId);
    const use = uses.get(nodeId);
    const from = Math.max(created, msOf(node?.allocatedAt) ?? use?.from ?? created);
    const to = use?.to ?? (node?.state === "preempted" ? msOf(node.leftAt) : undefined) ?? from;
    const kind = node?.isSpot ? "spotHours" : "dedicatedHours";
    totals[kind] += Math.max(0, to - from) / 3_600_000;
  }
  return totals;
};

interface Use {
  /** Milliseconds since 1970. */
  readonly from: number;
  readonly to: number;
}

/** Returns the time from the first start to the last end of the run's tasks on each node. */
const usesByNode = (outcomes: UsedNodes["outcomes"]): Map<string, Use> => {
  const uses = new Map<string, Use>();
  for (const { nodeId, times, cachedFrom } of outcomes) {
    const from = msOf(times?.startedAt);
    const to = msOf(times?.uploadedAt ?? times?.endedAt);
    if (nodeId === undefined || cachedFrom !== undefined || from === undefined || to === undefined) continue;
    const before = uses.get(nodeId) ?? { from, to };
    uses.set(nodeId, { from: Math.min(before.from, from), to: Math.max(before.to, to) });
  }
  return uses;
};

const msOf = (moment: string | undefined): number | undefined =>
  moment === undefined ? undefined : Date.parse(moment);

import type { BatchServiceModels as Models } from "@azure/batch";
import type { NodeHours } from "./run-cost.ts";

type SeenNode = Pick<Models.ComputeNode, "id" | "state" | "isDedicated" | "allocationTime">;

/** Counts the node hours of a run while it runs. */
export interface NodeMeter {
  /** Called with the nodes of the pool each time that they are listed. */
  readonly see: (nodes: readonly SeenNode[], now: Date) => void;
  /** Returns the node hours until now. `unfinished`: tasks of the run that wait or run. */
  readonly hours: (unfinished: number, now: Date) => NodeHours;
}

interface MeteredRun {
  /** ISO 8601. */
  readonly createdAt: string;
  /** Tasks of the run's job. */
  readonly tasks: number;
}

/**
 * Returns a meter that counts the nodes of the pool while tasks of the run are unfinished, but at most a node per unfinished task: other nodes
 * are idle or work for other runs. Time before the first look counts from the creation of the run, or from a node's allocation if that is later.
 */
export const nodeMeter = ({ createdAt, tasks }: MeteredRun): NodeMeter => {
  const created = Date.parse(createdAt);
  const totals = { dedicatedHours: 0, spotHours: 0 };
  let present: readonly SeenNode[] = [];
  let countedMs: number | undefined;
  let mostNodes = tasks;
  const count = (now: Date): void => {
    const until = now.getTime();
    if (countedMs !== undefined && until > countedMs)
      for (const node of present.slice(0, mostNodes)) totals[kindOf(node)] += (until - countedMs) / 3_600_000;
    if (countedMs !== undefined) countedMs = Math.max(countedMs, until);
  };
  return {
    see: (nodes, now) => {
      count(now);
      const isFirst = countedMs === undefined;
      countedMs ??= now.getTime();
      // Those that have existed longest first, because they have most likely worked for the run.
      present = nodes
        .filter(({ state }) => state !== "preempted")
        .toSorted((a, b) => allocatedMs(a) - allocatedMs(b));
      if (!isFirst) return;
      for (const node of present.slice(0, mostNodes)) {
        const from = Math.max(created, Math.min(allocatedMs(node), countedMs));
        totals[kindOf(node)] += Math.max(0, countedMs - from) / 3_600_000;
      }
    },
    hours: (unfinished, now) => {
      count(now);
      mostNodes = unfinished;
      return { ...totals };
    },
  };
};

const kindOf = ({ isDedicated }: SeenNode): keyof NodeHours =>
  isDedicated === false ? "spotHours" : "dedicatedHours";

const allocatedMs = ({ allocationTime }: SeenNode): number =>
  allocationTime?.getTime() ?? Number.POSITIVE_INFINITY;

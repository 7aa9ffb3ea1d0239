import { autoscaleFormula, evaluationInterval, mostNodes } from "./autoscale.ts";

/** The size of a pool: a fixed number of nodes, or a range within which it follows its tasks. */
export type Scale =
  | { readonly autoscale: false; readonly nodeCount: number; readonly spotNodeCount: number }
  | {
      readonly autoscale: true;
      readonly minNodes: number;
      readonly maxNodes: number;
      readonly spotPercent: number;
      readonly idleMinutes: number;
    };

export const scaleSettings = (scale: Scale, taskSlotsPerNode: number) =>
  scale.autoscale
    ? { autoScale: { formula: autoscaleFormula({ ...scale, taskSlotsPerNode }), evaluationInterval } }
    : {
        fixedScale: {
          targetDedicatedNodes: scale.nodeCount,
          targetLowPriorityNodes: scale.spotNodeCount,
          resizeTimeout: "PT15M",
        },
      };

/** Returns the most nodes of each kind that the pool requests. */
export const nodesOf = (scale: Scale): { dedicated: number; spot: number } =>
  scale.autoscale ? mostNodes(scale) : { dedicated: scale.nodeCount, spot: scale.spotNodeCount };

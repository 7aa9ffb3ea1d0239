import { autoscaleFormula, evaluationInterval, mostNodes } from "./autoscale.ts";

/** How many nodes a pool has: so many, or as its tasks want. */
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

/** Nodes of each kind that the pool asks for with a long queue. */
export const nodesOf = (scale: Scale): { dedicated: number; spot: number } =>
  scale.autoscale ? mostNodes(scale) : { dedicated: scale.nodeCount, spot: scale.spotNodeCount };

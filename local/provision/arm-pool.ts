import type { Inputs } from "./provisioner.ts";

/**
 * A pool as the data plane gives it to ARM's properties in azure-native's spelling: the other way round than `dataPlanePool`.
 * Undefined if it is being deleted. What only the data plane knows, such as states and counts of nodes, is left out.
 */
export const armPool = (pool: object): Inputs | undefined => {
  const found = pool as Readonly<Record<string, unknown>>;
  if (found.state === "deleting") return undefined;
  const kept = Object.fromEntries(
    same.flatMap((name) => (found[name] === undefined ? [] : [[name, found[name]]])),
  );
  const changed = {
    deploymentConfiguration: deployment(found.virtualMachineConfiguration),
    interNodeCommunication: found.enableInterNodeCommunication ? "Enabled" : "Disabled",
    scaleSettings: scale(found),
  };
  return withoutUndefined(withArmCase({ ...kept, ...changed }));
};

const same = [
  "displayName",
  "vmSize",
  "taskSlotsPerNode",
  "metadata",
  "userAccounts",
  "startTask",
  "taskSchedulingPolicy",
  "targetNodeCommunicationMode",
];

const scale = (pool: Readonly<Record<string, unknown>>): object =>
  pool.enableAutoScale
    ? { autoScale: { formula: pool.autoScaleFormula, evaluationInterval: pool.autoScaleEvaluationInterval } }
    : {
        fixedScale: {
          targetDedicatedNodes: pool.targetDedicatedNodes,
          targetLowPriorityNodes: pool.targetLowPriorityNodes,
          resizeTimeout: pool.resizeTimeout,
        },
      };

const deployment = (configuration: unknown): object | undefined => {
  if (typeof configuration !== "object" || configuration === null) return undefined;
  const { imageReference, nodeAgentSKUId, ...rest } = configuration as Readonly<Record<string, unknown>>;
  const {
    virtualMachineImageId: id,
    exactVersion: _,
    ...image
  } = (imageReference ?? {}) as Readonly<Record<string, unknown>>;
  return {
    virtualMachineConfiguration: {
      ...rest,
      imageReference: { id, ...image },
      nodeAgentSkuId: nodeAgentSKUId,
    },
  };
};

/** Values that the data plane has in lower case, by the property that they are of. */
const armCase: Readonly<Record<string, readonly string[]>> = {
  elevationLevel: ["NonAdmin", "Admin"],
  scope: ["Pool", "Task"],
  nodeFillType: ["Spread", "Pack"],
  targetNodeCommunicationMode: ["Default", "Classic", "Simplified"],
};

const withArmCase = (value: unknown, property = ""): unknown => {
  if (typeof value === "string")
    return armCase[property]?.find((name) => name.toLowerCase() === value.toLowerCase()) ?? value;
  if (Array.isArray(value)) return value.map((item) => withArmCase(item));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, withArmCase(inner, name)]));
};

const withoutUndefined = (value: unknown): Inputs => JSON.parse(JSON.stringify(value));

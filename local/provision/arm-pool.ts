import type { Inputs } from "./provisioner.ts";

/**
 * Converts a pool of the data plane to ARM's properties in azure-native's spelling: the inverse of `dataPlanePool`. Omits properties
 * that ARM doesn't have, such as states and node counts. Returns undefined if the pool is being deleted.
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

/** ARM's spelling of values that the data plane has in lower case, by property. */
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

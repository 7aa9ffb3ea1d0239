import type { Inputs } from "./provisioner.ts";

type Json = Readonly<Record<string, unknown>>;

/**
 * Returns ARM's read-only properties of a pool of the data plane.
 *
 * Recorded in azure-sdk-for-js, sdk/batch/arm-batch/recordings/node/batch_test/recording_pooloperations_{create,update}_test.json
 * @7275cdeb, @0964ec88.
 */
export const armPoolState = (pool: object): Inputs => {
  const found = pool as Json;
  const state = {
    etag: `W/"${found.eTag}"`,
    lastModified: found.lastModified,
    creationTime: found.creationTime,
    provisioningState: found.state === "deleting" ? "Deleting" : "Succeeded",
    provisioningStateTransitionTime: found.stateTransitionTime,
    allocationState: pascalCase(found.allocationState),
    allocationStateTransitionTime: found.allocationStateTransitionTime,
    currentDedicatedNodes: found.currentDedicatedNodes,
    currentLowPriorityNodes: found.currentLowPriorityNodes,
    currentNodeCommunicationMode: pascalCase(found.currentNodeCommunicationMode),
    resizeOperationStatus: resize(found),
    autoScaleRun: autoScaleRun(found.autoScaleRun),
  };
  return JSON.parse(JSON.stringify(state));
};

/** The current or last resize. ARM has no targets of 0 for spot nodes here. */
const resize = (pool: Json): object => ({
  targetDedicatedNodes: pool.targetDedicatedNodes,
  ...(pool.targetLowPriorityNodes === 0 ? {} : { targetLowPriorityNodes: pool.targetLowPriorityNodes }),
  nodeDeallocationOption: "Requeue",
  resizeTimeout: pool.resizeTimeout,
  startTime: pool.allocationStateTransitionTime,
  errors: pool.resizeErrors,
});

const autoScaleRun = (run: unknown): object | undefined => {
  if (typeof run !== "object" || run === null) return undefined;
  const { timestamp: evaluationTime, ...rest } = run as Json;
  return { evaluationTime, ...rest };
};

const pascalCase = (value: unknown): unknown =>
  typeof value === "string" ? value.replace(/^./, (first) => first.toUpperCase()) : undefined;

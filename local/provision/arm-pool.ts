import type { Inputs } from "./provisioner.ts";

type Json = Readonly<Record<string, unknown>>;

/**
 * Converts a pool of the data plane to ARM's properties in azure-native's spelling: the inverse of `dataPlanePool`, as ARM returns
 * it, with `vmSize` in upper case and without passwords. Omits read-only properties. Returns undefined if the pool is being deleted.
 *
 * Recorded in azure-sdk-for-python, sdk/batch/azure-mgmt-batch/tests/recordings/…test_mgmt_batch_pools.json @012ad160.
 */
export const armPool = (pool: object): Inputs | undefined => {
  const found = pool as Json;
  if (found.state === "deleting") return undefined;
  const kept = Object.fromEntries(same.map((name) => [name, found[name]]));
  const changed = {
    vmSize: typeof found.vmSize === "string" ? found.vmSize.toUpperCase() : undefined,
    deploymentConfiguration: deployment(found.virtualMachineConfiguration),
    networkConfiguration: network(found.networkConfiguration),
    interNodeCommunication: found.enableInterNodeCommunication ? "Enabled" : "Disabled",
    scaleSettings: scale(found),
    identity: identity(found.identity),
  };
  return withoutEmpty(asArmReturns({ ...kept, ...changed }) as Json);
};

const same = [
  "displayName",
  "taskSlotsPerNode",
  "metadata",
  "userAccounts",
  "startTask",
  "taskSchedulingPolicy",
  "targetNodeCommunicationMode",
  "resourceTags",
];

const scale = (pool: Json): object =>
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
  if (!isObject(configuration)) return undefined;
  const { imageReference, nodeAgentSKUId, containerConfiguration, ...rest } = configuration;
  const { virtualMachineImageId: id, exactVersion: _, ...image } = json(imageReference);
  return {
    virtualMachineConfiguration: {
      ...rest,
      containerConfiguration: containers(containerConfiguration),
      imageReference: { id, ...image },
      nodeAgentSkuId: nodeAgentSKUId,
    },
  };
};

const containers = (configuration: unknown): object | undefined => {
  if (!isObject(configuration)) return undefined;
  const { type, containerRegistries, ...rest } = configuration;
  const registries = Array.isArray(containerRegistries)
    ? containerRegistries.map(json).map(({ username: userName, ...registry }) => ({ userName, ...registry }))
    : undefined;
  return {
    ...rest,
    type: String(type).replace(/^./, (first) => first.toUpperCase()),
    containerRegistries: registries,
  };
};

/** Leaves out what only the data plane fills in: no recording of ARM has it, and programs don't declare it. */
const network = (configuration: unknown): object | undefined => {
  const {
    endpointConfiguration,
    enableAcceleratedNetworking: isAccelerated,
    dynamicVNetAssignmentScope: scope,
    ...rest
  } = json(configuration);
  const isDefault = Object.keys(rest).length === 0 && endpointConfiguration === undefined;
  if (isDefault && !isAccelerated && (scope ?? "none") === "none") return undefined;
  const { inboundNATPools: inboundNatPools, ...endpoints } = json(endpointConfiguration);
  return {
    ...rest,
    ...(endpointConfiguration === undefined
      ? {}
      : { endpointConfiguration: { ...endpoints, inboundNatPools } }),
    ...(isAccelerated ? { enableAcceleratedNetworking: true } : {}),
    dynamicVnetAssignmentScope: scope,
  };
};

// The data plane has a list of objects, azure-native a list of ids.
const identity = (given: unknown): object | undefined => {
  const { type, userAssignedIdentities: identities } = json(given);
  if (type === undefined) return undefined;
  const ids = Array.isArray(identities) ? identities.map((each) => json(each).resourceId) : undefined;
  return { type, userAssignedIdentities: ids };
};

/** ARM's spelling of values that the data plane has in lower case, by property. */
const armCase: Readonly<Record<string, readonly string[]>> = {
  access: ["Allow", "Deny"],
  caching: ["None", "ReadOnly", "ReadWrite"],
  elevationLevel: ["NonAdmin", "Admin"],
  loginMode: ["Batch", "Interactive"],
  nodeFillType: ["Spread", "Pack"],
  placement: ["CacheDisk"],
  policy: ["Regional", "Zonal"],
  protocol: ["TCP", "UDP"],
  provision: ["BatchManaged", "UserManaged", "NoPublicIPAddresses"],
  scope: ["Pool", "Task"],
  storageAccountType: ["Standard_LRS", "Premium_LRS", "StandardSSD_LRS"],
  targetNodeCommunicationMode: ["Default", "Classic", "Simplified"],
  targets: ["OsDisk", "TemporaryDisk"],
};

const secrets = ["password", "sshPrivateKey", "accountKey", "sasKey"];

const asArmReturns = (value: unknown, property = ""): unknown => {
  if (typeof value === "string")
    return armCase[property]?.find((name) => name.toLowerCase() === value.toLowerCase()) ?? value;
  if (Array.isArray(value)) return value.map((item) => asArmReturns(item, property));
  if (!isObject(value)) return value;
  const shown = Object.entries(value).filter(([name]) => !secrets.includes(name));
  return Object.fromEntries(shown.map(([name, inner]) => [name, asArmReturns(inner, name)]));
};

const withoutEmpty = (pool: Json): Inputs => {
  const kept = Object.entries(pool).filter(([, value]) => !isEmpty(value));
  // Leaves out undefined properties at any depth.
  return JSON.parse(JSON.stringify(Object.fromEntries(kept)));
};

/** Returns whether a value is an empty string or list. ARM doesn't return such properties. */
export const isEmpty = (value: unknown): boolean =>
  value === "" || (Array.isArray(value) && value.length === 0);

const isObject = (value: unknown): value is Json => typeof value === "object" && value !== null;

const json = (value: unknown): Json => (isObject(value) ? value : {});

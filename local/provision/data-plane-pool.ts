import { LocalCloudError } from "../errors.ts";

type Json = Readonly<Record<string, unknown>>;

/**
 * Converts a pool's ARM properties in azure-native's spelling to the body of the data plane's Add Pool: translates names, and enum
 * values from PascalCase to lower case. Azure's definitions: Microsoft.Batch/2024-07-01 (BatchManagement) and Microsoft.Batch/2024-07-01.20.0 (BatchService).
 */
export const dataPlanePool = (id: string, properties: Json): Json => {
  const translated = Object.entries(properties).map(([name, value]) => translationOf(name)(value));
  return Object.assign({ id }, ...translated);
};

type Translation = (value: unknown) => Json;

const translationOf = (name: string): Translation => {
  const translation = translations[name];
  if (translation) return translation;
  throw new LocalCloudError(
    "UnknownPoolProperty",
    `${name}: expected a pool property that the local cloud supports. Remove it, or add it to local/provision/data-plane-pool.ts.`,
  );
};

const same =
  (name: string): Translation =>
  (value) => ({ [name]: value });

const lowerCased =
  (name: string): Translation =>
  (value) => ({ [name]: lower(value) });

const translations: Readonly<Record<string, Translation>> = {
  displayName: same("displayName"),
  vmSize: same("vmSize"),
  taskSlotsPerNode: same("taskSlotsPerNode"),
  metadata: same("metadata"),
  userAccounts: (value) => ({ userAccounts: lower(value, "elevationLevel") }),
  startTask: (value) => ({ startTask: lower(value, "elevationLevel", "scope") }),
  taskSchedulingPolicy: (value) => ({ taskSchedulingPolicy: lower(value, "nodeFillType") }),
  targetNodeCommunicationMode: lowerCased("targetNodeCommunicationMode"),
  interNodeCommunication: (value) => ({ enableInterNodeCommunication: value === "Enabled" }),
  deploymentConfiguration: (value) => ({ virtualMachineConfiguration: virtualMachine(value) }),
  scaleSettings: (value) => scale(value),
  networkConfiguration: (value) => ({ networkConfiguration: network(value) }),
  identity: (value) => ({ identity: identity(value) }),
  resourceTags: same("resourceTags"),
  // Only ARM has the tags of its resource.
  tags: () => ({}),
};

const virtualMachine = (deployment: unknown): Json => {
  const { nodeAgentSkuId, imageReference, ...rest } = json(json(deployment).virtualMachineConfiguration);
  const { id, ...image } = json(imageReference);
  const { containerConfiguration: containers, ...others } = rest;
  return {
    ...json(lower(others, "placement", "policy", "caching", "storageAccountType")),
    ...(containers === undefined ? {} : { containerConfiguration: containerConfiguration(containers) }),
    imageReference: id === undefined ? image : { ...image, virtualMachineImageId: id },
    nodeAgentSKUId: nodeAgentSkuId,
  };
};

// The data plane's `type` is camelCase (dockerCompatible), and its `username` is `userName` in ARM.
const containerConfiguration = (configuration: unknown): Json => {
  const { type, containerRegistries, ...rest } = json(configuration);
  const registries = Array.isArray(containerRegistries) ? containerRegistries.map(registry) : undefined;
  return {
    ...rest,
    type: String(type).replace(/^./, (first) => first.toLowerCase()),
    ...(registries === undefined ? {} : { containerRegistries: registries }),
  };
};

const registry = (given: unknown): Json => {
  const { userName, ...rest } = json(given);
  return userName === undefined ? rest : { ...rest, username: userName };
};

const network = (configuration: unknown): Json => {
  const { endpointConfiguration, dynamicVnetAssignmentScope, publicIPAddressConfiguration, ...rest } =
    json(configuration);
  const { inboundNatPools, ...endpoints } = json(endpointConfiguration);
  return {
    ...rest,
    ...(endpointConfiguration === undefined
      ? {}
      : {
          endpointConfiguration: {
            ...endpoints,
            inboundNATPools: lower(inboundNatPools, "protocol", "access"),
          },
        }),
    ...(publicIPAddressConfiguration === undefined
      ? {}
      : { publicIPAddressConfiguration: lower(publicIPAddressConfiguration, "provision") }),
    ...(dynamicVnetAssignmentScope === undefined
      ? {}
      : { dynamicVNetAssignmentScope: dynamicVnetAssignmentScope }),
  };
};

// azure-native has a list of ids, ARM's JSON a map by id, and the data plane a list of objects.
const identity = (given: unknown): Json => {
  const { type, userAssignedIdentities: ids } = json(given);
  const identities = Array.isArray(ids) ? ids.map((resourceId) => ({ resourceId })) : [];
  return { type, ...(identities.length > 0 ? { userAssignedIdentities: identities } : {}) };
};

const scale = (settings: unknown): Json => {
  const { fixedScale, autoScale } = json(settings);
  if (autoScale !== undefined) {
    const { formula, evaluationInterval } = json(autoScale);
    return {
      enableAutoScale: true,
      autoScaleFormula: formula,
      ...(evaluationInterval === undefined ? {} : { autoScaleEvaluationInterval: evaluationInterval }),
    };
  }
  // In the data plane the deallocation option belongs to a resize, not to the pool.
  const { nodeDeallocationOption: _, ...fixed } = json(fixedScale);
  return fixed;
};

/** Lower-cases a string, or the properties with these names at any depth of an object. */
const lower = (value: unknown, ...names: string[]): unknown => {
  if (typeof value === "string" && names.length === 0) return value.toLowerCase();
  if (Array.isArray(value)) return value.map((item) => lower(item, ...names));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      names.includes(name) && typeof inner === "string" ? inner.toLowerCase() : nested(inner, names),
    ]),
  );
};

const nested = (value: unknown, names: string[]): unknown =>
  typeof value === "object" && names.length > 0 ? lower(value, ...names) : value;

const json = (value: unknown): Json => (typeof value === "object" && value !== null ? (value as Json) : {});

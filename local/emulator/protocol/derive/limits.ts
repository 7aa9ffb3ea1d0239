import type { ApiDefinition, Schema } from "../schema.ts";

/** Adds the limits that Azure's definitions have only in descriptions of properties. Learn's "Batch service limits" repeats most. */
export const withLimits = (api: ApiDefinition): ApiDefinition => ({
  operations: api.operations,
  definitions: Object.fromEntries(
    Object.entries(api.definitions).map(([name, schema]) => [name, limited(name, schema)]),
  ),
});

const limited = (name: string, schema: Schema): Schema => {
  if (schema.properties === undefined) return schema;
  const properties = Object.entries(schema.properties).map(([key, property]): [string, Schema] => [
    key,
    { ...property, ...(limits[`${name}.${key}`] ?? wherever[key]) },
  ]);
  const required = schema.required?.filter((key) => !notRequired.has(`${name}.${key}`));
  return { ...schema, ...(required && { required }), properties: Object.fromEntries(properties) };
};

/** Properties that the definition requires and the service doesn't. */
const notRequired = new Set([
  // az CLI 2.91 (`batch pool reset`, azure-batch 15.0.0b1) does not send it: certificates are retired.
  "PoolUpdatePropertiesParameter.certificateReferences",
  // Its own description: "will not be present if the Pool is not configured for IPv6".
  "ComputeNode.ipv6Address",
]);

const id: Schema = { pattern: "^[A-Za-z0-9_-]{1,64}$" };

/** Limits of a property in every definition that has it. */
const wherever: Record<string, Schema> = {
  displayName: { maxLength: 1024 },
  priority: { minimum: -1000, maximum: 1000 },
  maxParallelTasks: { minimum: -1, not: { const: 0 } },
  maxTaskRetryCount: { minimum: -1 },
  resizeTimeout: { formatMinimum: "PT5M" },
  autoScaleEvaluationInterval: { formatMinimum: "PT5M", formatMaximum: "PT168H" },
  taskSlotsPerNode: { minimum: 1, maximum: 256 },
  maxTasksPerNode: { minimum: 1, maximum: 256 },
  requiredSlots: { minimum: 1 },
  targetDedicatedNodes: { minimum: 0 },
  targetLowPriorityNodes: { minimum: 0 },
};

/** Limits by `Definition.property`. */
const limits: Record<string, Schema> = {
  "PoolAddParameter.id": id,
  "JobAddParameter.id": id,
  "JobScheduleAddParameter.id": id,
  "TaskAddParameter.id": id,
  "JobManagerTask.id": id,
  "JobPreparationTask.id": id,
  "JobReleaseTask.id": id,
  "JobReleaseTask.maxWallClockTime": { formatMaximum: "PT15M" },
  "Schedule.startWindow": { formatMinimum: "PT1M" },
  "Schedule.recurrenceInterval": { formatMinimum: "PT1M" },
  "AutoPoolSpecification.autoPoolIdPrefix": { maxLength: 20 },
  "UserAccount.name": { maxLength: 20 },
  // Returned as it was sent, unlike other durations: azure-cli records `P0D`, azure-sdk-for-js `PT0S`.
  "RollingUpgradePolicy.pauseTimeBetweenBatches": { format: undefined, pattern: "^P[0-9DTHMS.]+$" },
  "DataDisk.lun": { minimum: 0, maximum: 63 },
  "MultiInstanceSettings.numberOfInstances": { minimum: 1 },
  "PoolEndpointConfiguration.inboundNATPools": { maxItems: 5 },
  "InboundNATPool.networkSecurityGroupRules": { maxItems: 25 },
  "InboundNATPool.backendPort": { minimum: 1, maximum: 65535 },
  "InboundNATPool.frontendPortRangeStart": { minimum: 1, maximum: 65534 },
  "InboundNATPool.frontendPortRangeEnd": { minimum: 1, maximum: 65534 },
  "NetworkSecurityGroupRule.priority": { minimum: 150, maximum: 4096 },
  "PoolAddParameter.applicationPackageReferences": { maxItems: 10 },
  "PoolPatchParameter.applicationPackageReferences": { maxItems: 10 },
  "PoolSpecification.applicationPackageReferences": { maxItems: 10 },
  "PoolUpdatePropertiesParameter.applicationPackageReferences": { maxItems: 10 },
};

import * as v from "valibot";
import { resourceGroupPath } from "./arm-path.ts";
import { armPool } from "./arm-pool.ts";
import { dataPlanePool } from "./data-plane-pool.ts";
import { poolRules } from "./pool-rules.ts";
import type { Provisioner } from "./provisioner.ts";

const Inputs = v.looseObject({
  resourceGroupName: v.string(),
  accountName: v.string(),
  poolName: v.string(),
});

/** A pool of the local Batch service. */
export const pool: Provisioner = {
  path: `${resourceGroupPath}/providers/Microsoft.Batch/batchAccounts/{accountName}/pools/{poolName}`,
  rules: poolRules,
  // Properties without a PoolUpdate example in Microsoft.Batch/2024-07-01. Azure/Batch#85 and #153 show the error.
  fixed: [
    "vmSize",
    "deploymentConfiguration",
    "taskSlotsPerNode",
    "taskSchedulingPolicy",
    "interNodeCommunication",
    "networkConfiguration",
    "mountConfiguration",
    "userAccounts",
    "displayName",
    "identity",
  ],
  put: (inputs, cloud) => {
    const { resourceGroupName: _, accountName, poolName, ...properties } = v.parse(Inputs, inputs);
    cloud.batch.putPool(accountName, dataPlanePool(poolName, properties));
  },
  live: (inputs, cloud) => {
    const { accountName, poolName } = v.parse(Inputs, inputs);
    const found = cloud.batch.getPool(accountName, poolName);
    return found && armPool(found);
  },
  remove: (inputs, cloud) => {
    const { accountName, poolName } = v.parse(Inputs, inputs);
    return cloud.batch.deletePool(accountName, poolName);
  },
};

import * as v from "valibot";
import { dataPlanePool } from "./data-plane-pool.ts";
import { armId, type Provisioner } from "./provisioner.ts";

const Inputs = v.looseObject({
  resourceGroupName: v.string(),
  accountName: v.string(),
  poolName: v.string(),
});

/** A pool of the local Batch service, whose nodes start at once. */
export const pool: Provisioner = {
  name: { input: "poolName", unique: false },
  // Azure refuses to change the machines of a pool: https://learn.microsoft.com/rest/api/batchmanagement/pool/update
  immutable: [
    "poolName",
    "accountName",
    "resourceGroupName",
    "vmSize",
    "deploymentConfiguration",
    "taskSlotsPerNode",
  ],
  put: (inputs, cloud) => {
    const { resourceGroupName, accountName, poolName, ...properties } = v.parse(Inputs, inputs);
    cloud.batch.putPool(accountName, dataPlanePool(poolName, properties));
    return {
      id: armId(resourceGroupName, `Microsoft.Batch/batchAccounts/${accountName}/pools/${poolName}`),
      state: { ...inputs, name: poolName },
    };
  },
  exists: (inputs, cloud) => {
    const { accountName, poolName } = v.parse(Inputs, inputs);
    return cloud.batch.getPool(accountName, poolName) !== undefined;
  },
  remove: (inputs, cloud) => {
    const { accountName, poolName } = v.parse(Inputs, inputs);
    return cloud.batch.deletePool(accountName, poolName);
  },
};

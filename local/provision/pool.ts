import * as v from "valibot";
import { dataPlanePool } from "./data-plane-pool.ts";
import { armId, type Provisioner } from "./provisioner.ts";

const Inputs = v.looseObject({
  resourceGroupName: v.string(),
  accountName: v.string(),
  poolName: v.optional(v.string()),
});

/** A pool of the local Batch service, whose nodes start at once. */
export const pool: Provisioner = {
  put: (declared, cloud) => {
    const { resourceGroupName, accountName, poolName, ...properties } = v.parse(Inputs, declared.inputs);
    const id = poolName ?? declared.name;
    cloud.batch.putPool(accountName, dataPlanePool(id, properties));
    return {
      id: armId(resourceGroupName, `Microsoft.Batch/batchAccounts/${accountName}/pools/${id}`),
      state: { ...declared.inputs, poolName: id, name: id },
    };
  },
};

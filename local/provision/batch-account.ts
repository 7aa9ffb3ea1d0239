import * as v from "valibot";
import { armId, type Invoke, type Provisioner } from "./provisioner.ts";

const Inputs = v.object({ resourceGroupName: v.string(), accountName: v.string() });

/** An account of the local Batch service. */
export const batchAccount: Provisioner = {
  name: { input: "accountName", unique: true },
  immutable: ["accountName", "resourceGroupName", "location", "poolAllocationMode"],
  put: (inputs, cloud) => {
    const { resourceGroupName, accountName } = v.parse(Inputs, inputs);
    cloud.batch.putAccount(accountName);
    return {
      id: armId(resourceGroupName, `Microsoft.Batch/batchAccounts/${accountName}`),
      state: {
        ...inputs,
        name: accountName,
        // With a scheme, which Azure's has not: nothing else could say that it is http.
        accountEndpoint: cloud.batch.endpoint,
      },
    };
  },
  remove: (inputs, cloud) => cloud.batch.deleteAccount(v.parse(Inputs, inputs).accountName),
};

export const listBatchAccountKeys: Invoke = (inputs, cloud) => {
  const { accountName } = v.parse(v.object({ accountName: v.string() }), inputs);
  const { key } = cloud.batch.putAccount(accountName);
  return { accountName, primary: key, secondary: key };
};

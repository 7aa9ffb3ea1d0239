import * as v from "valibot";
import { armId, autoName, type Invoke, type Provisioner } from "./provisioner.ts";

const Inputs = v.object({ resourceGroupName: v.string(), accountName: v.optional(v.string()) });

/** An account of the local Batch service. */
export const batchAccount: Provisioner = {
  put: (declared, cloud) => {
    const inputs = v.parse(Inputs, declared.inputs);
    const accountName = inputs.accountName ?? autoName(declared, cloud);
    cloud.batch.putAccount(accountName);
    return {
      id: armId(inputs.resourceGroupName, `Microsoft.Batch/batchAccounts/${accountName}`),
      state: {
        ...declared.inputs,
        accountName,
        name: accountName,
        // With a scheme, which Azure's has not: nothing else could say that it is http.
        accountEndpoint: cloud.batch.endpoint,
      },
    };
  },
};

export const listBatchAccountKeys: Invoke = (inputs, cloud) => {
  const { accountName } = v.parse(v.object({ accountName: v.string() }), inputs);
  const { key } = cloud.batch.putAccount(accountName);
  return { accountName, primary: key, secondary: key };
};

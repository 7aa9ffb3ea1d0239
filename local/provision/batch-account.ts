import * as v from "valibot";
import { ArmError } from "./arm-error.ts";
import { idOf, resourceGroupPath } from "./arm-path.ts";
import type { Invoke, Provisioner } from "./provisioner.ts";
import { firewallAction, ipRange, location, names, oneOf, tags } from "./rules.ts";

const Inputs = v.object({ accountName: v.string() });

const endpointAccess = v.optional(
  v.looseObject({
    defaultAction: firewallAction,
    ipRules: v.optional(v.array(v.looseObject({ action: oneOf("Allow"), value: ipRange }))),
  }),
);

/** An account of the local Batch service. */
export const batchAccount: Provisioner = {
  path: `${resourceGroupPath}/providers/Microsoft.Batch/batchAccounts/{accountName}`,
  rules: v.looseObject({
    resourceGroupName: names.resourceGroup,
    accountName: names.batchAccount,
    location: v.optional(location),
    poolAllocationMode: v.optional(oneOf("BatchService", "UserSubscription")),
    publicNetworkAccess: v.optional(oneOf("Enabled", "Disabled", "SecuredByPerimeter")),
    networkProfile: v.optional(
      v.looseObject({ accountAccess: endpointAccess, nodeManagementAccess: endpointAccess }),
    ),
    allowedAuthenticationModes: v.optional(v.array(oneOf("SharedKey", "AAD", "TaskAuthenticationToken"))),
    tags,
  }),
  fixed: ["location", "poolAllocationMode"],
  put: (inputs, cloud) => void cloud.batch.putAccount(v.parse(Inputs, inputs).accountName),
  outputs: (_, cloud) => ({
    // With a scheme, which Azure's has not: nothing else could say that it is http.
    accountEndpoint: cloud.batch.endpoint,
    ...quotas,
  }),
  remove: (inputs, cloud) => cloud.batch.deleteAccount(v.parse(Inputs, inputs).accountName),
};

/** Nodes are processes of this machine: no pool is refused for its cores. */
const quotas = {
  dedicatedCoreQuota: 1_000_000,
  dedicatedCoreQuotaPerVMFamily: [],
  dedicatedCoreQuotaPerVMFamilyEnforced: false,
  lowPriorityCoreQuota: 1_000_000,
  poolQuota: 100,
  activeJobAndJobScheduleQuota: 300,
};

/** The one key of the account twice, where Azure has two. */
export const listBatchAccountKeys: Invoke = (inputs, cloud) => {
  const { accountName } = v.parse(Inputs, inputs);
  if (cloud.state.resource(idOf(batchAccount.path, inputs)) === undefined)
    throw new ArmError(404, "ResourceNotFound", `The Batch account '${accountName}' was not found.`);
  const { key } = cloud.batch.putAccount(accountName);
  return { accountName, primary: key, secondary: key };
};

import * as v from "valibot";
import { ArmError } from "./arm-error.ts";
import { idOf, resourceGroupPath } from "./arm-path.ts";
import type { Cloud, Invoke, Provisioner, Inputs as ProvisionerInputs } from "./provisioner.ts";
import { firewallAction, ipRange, location, names, oneOf, tags } from "./rules.ts";

const Inputs = v.object({ accountName: v.string() });

const endpointAccess = v.optional(
  v.looseObject({
    defaultAction: firewallAction,
    ipRules: v.optional(v.array(v.looseObject({ action: oneOf("Allow"), value: ipRange }))),
  }),
);

const path = `${resourceGroupPath}/providers/Microsoft.Batch/batchAccounts/{accountName}` as const;

/** An account of the local Batch service. */
export const batchAccount: Provisioner = {
  path,
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
  outputs: (inputs, cloud) => ({
    // Azure's endpoint has no scheme; here it tells clients to use http.
    accountEndpoint: cloud.batch.endpoint,
    ...quotas,
    ...(cloud.faults?.forQuotaRead({ id: idOf(path, inputs) }) ? noCores : {}),
  }),
  remove: (inputs, cloud) => cloud.batch.deleteAccount(v.parse(Inputs, inputs).accountName),
};

/** Quotas that never refuse a pool: nodes are processes on this machine. */
const quotas = {
  dedicatedCoreQuota: 1_000_000,
  dedicatedCoreQuotaPerVMFamily: [],
  dedicatedCoreQuotaPerVMFamilyEnforced: false,
  lowPriorityCoreQuota: 1_000_000,
  poolQuota: 100,
  activeJobAndJobScheduleQuota: 300,
};

const noCores = { dedicatedCoreQuota: 0, lowPriorityCoreQuota: 0 };

/** Returns the account with its endpoint and quotas. */
export const getBatchAccount: Invoke = (inputs, cloud) => {
  const id = idOf(path, inputs);
  return { ...requireAccount(inputs, cloud), id, ...batchAccount.outputs?.(inputs, cloud) };
};

/** Returns the account's only key twice; Azure has two. */
export const listBatchAccountKeys: Invoke = (inputs, cloud) => {
  const { accountName } = v.parse(Inputs, inputs);
  requireAccount(inputs, cloud);
  const { key } = cloud.batch.putAccount(accountName);
  return { accountName, primary: key, secondary: key };
};

const requireAccount = (names: ProvisionerInputs, cloud: Cloud): ProvisionerInputs => {
  const account = cloud.state.resource(idOf(path, names));
  if (account !== undefined) return account.inputs;
  throw new ArmError(404, "ResourceNotFound", `The Batch account '${names.accountName}' was not found.`);
};

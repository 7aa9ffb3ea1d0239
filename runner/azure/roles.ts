import type { EntraOutputs } from "../../infra/outputs.ts";
import type { ServiceName } from "./retry.ts";

/** What whoever runs workloads may do, in Azure's built-in roles [D: batch-role-based-access-control, storage authorize-access]. */
const roles = {
  Batch: "Azure Batch Data Contributor",
  Storage: "Storage Blob Data Contributor",
} as const satisfies Record<ServiceName, string>;

/** The role that a service's calls need, what on, and the command that gives it. */
interface NeededRole {
  readonly role: string;
  /** `storage account abc`. */
  readonly on: string;
  readonly command: string;
}

export const neededRole = (service: ServiceName, outputs: EntraOutputs): NeededRole => {
  const { resourceGroupName, storageAccountName, batchAccountName, nodeIdentityId } = outputs;
  // The stack's resources are in one subscription, which the identity's id names.
  const subscription = /^\/subscriptions\/[^/]+/i.exec(nodeIdentityId)?.[0] ?? "/subscriptions/<id>";
  const [kind, name] =
    service === "Batch"
      ? ["Microsoft.Batch/batchAccounts", batchAccountName]
      : ["Microsoft.Storage/storageAccounts", storageAccountName];
  const role = roles[service];
  const scope = `${subscription}/resourceGroups/${resourceGroupName}/providers/${kind}/${name}`;
  return {
    role,
    on: `${service === "Batch" ? "Batch" : "storage"} account ${name}`,
    command: `az role assignment create --assignee <who> --role "${role}" --scope ${scope}`,
  };
};

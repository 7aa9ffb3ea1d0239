import type { EntraOutputs } from "../../infra/outputs.ts";
import type { ServiceName } from "./retry.ts";

/** Azure's built-in roles for running workloads [D: batch-role-based-access-control, storage authorize-access]. */
const roles = {
  Batch: "Azure Batch Data Contributor",
  Storage: "Storage Blob Data Contributor",
} as const satisfies Record<ServiceName, string>;

/** A role that calls of a service need. */
interface NeededRole {
  readonly role: string;
  /** The resource, such as `storage account abc`. */
  readonly on: string;
  /** Assigns the role. */
  readonly command: string;
}

export const neededRole = (service: ServiceName, outputs: EntraOutputs): NeededRole => {
  const { resourceGroupName, storageAccountName, batchAccountName, nodeIdentityId } = outputs;
  // All resources of a stack are in one subscription, which the identity's id contains.
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

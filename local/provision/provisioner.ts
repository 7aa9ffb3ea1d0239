import type { Azurite } from "../azurite.ts";
import type { CloudState } from "../state.ts";

/** The parts of the local cloud in which resources come to be. */
export interface Cloud {
  readonly state: Pick<CloudState, "suffix" | "storageAccounts" | "addStorageAccount">;
  readonly blobs: Pick<Azurite, "endpoint" | "setAccounts">;
  readonly batch: BatchAccounts;
}

/** What provisioners need of the Batch service. */
export interface BatchAccounts {
  readonly endpoint: string;
  putAccount(name: string): { key: string };
  putPool(account: string, pool: object): void;
}

/** A resource as the program declares it: `name` is Pulumi's name of it, `inputs` are ARM's properties in Pulumi's spelling. */
export interface Declared {
  readonly name: string;
  readonly inputs: Readonly<Record<string, unknown>>;
}

export interface Provisioned {
  /** ARM id. */
  readonly id: string;
  /** Inputs and what Azure adds to them. */
  readonly state: Record<string, unknown>;
}

/** One resource type. Like ARM, `put` both creates a resource and updates it to what is declared. */
export interface Provisioner {
  readonly put: (declared: Declared, cloud: Cloud) => Promise<Provisioned> | Provisioned;
}

/** One function of a provider, such as listing keys. */
export type Invoke = (inputs: Readonly<Record<string, unknown>>, cloud: Cloud) => Record<string, unknown>;

/** Pulumi's rule for a resource that the program does not name: its Pulumi name and eight hexadecimal digits. */
export const autoName = ({ name }: Declared, { state }: Cloud): string => name + state.suffix;

/** ARM id of a resource in a resource group, `path` after the provider: `Microsoft.Batch/batchAccounts/a/pools/p`. */
export const armId = (resourceGroupName: string, path?: string): string => {
  const group = `/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/${resourceGroupName}`;
  return path === undefined ? group : `${group}/providers/${path}`;
};

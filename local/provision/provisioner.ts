import type { Azurite } from "../azurite.ts";
import type { BatchService } from "../batch/service.ts";
import type { CloudState } from "../state.ts";

/** The parts of the local cloud in which resources come to be. */
export interface Cloud {
  readonly state: CloudState;
  readonly blobs: Pick<Azurite, "endpoint" | "setAccounts">;
  readonly batch: BatchAccounts;
}

/** What provisioners need of the Batch service. */
export type BatchAccounts = Pick<
  BatchService,
  "endpoint" | "putAccount" | "deleteAccount" | "putPool" | "getPool" | "deletePool"
>;

/** ARM's properties of a resource in azure-native's spelling. */
export type Inputs = Readonly<Record<string, unknown>>;

export interface Provisioned {
  /** ARM id. */
  readonly id: string;
  /** Inputs and what Azure adds to them. */
  readonly state: Record<string, unknown>;
}

/** One resource type. The inputs that it gets have been through `named`, and so have the resource's name. */
export interface Provisioner {
  readonly name: NameRule;
  /** Inputs that ARM takes only once: another value is another resource. */
  readonly immutable: readonly string[];
  /** Like ARM's PUT, both creates a resource and updates it to what is declared. */
  readonly put: (inputs: Inputs, cloud: Cloud) => Promise<Provisioned> | Provisioned;
  /** False if the resource has gone behind Pulumi's back, for those that can. */
  readonly exists?: (inputs: Inputs, cloud: Cloud) => Promise<boolean> | boolean;
  /** With all that is in it. One that has gone already is no error. */
  readonly remove: (inputs: Inputs, cloud: Cloud) => Promise<void> | void;
}

export interface NameRule {
  /** The input which is the resource's name in Azure. */
  readonly input: string;
  /** True if azure-native ends a name of its own choice with eight hexadecimal digits. */
  readonly unique: boolean;
}

/** Inputs with azure-native's choice of a name, where the program makes none. */
export const named = (
  { input, unique }: NameRule,
  { name, inputs, suffix }: { name: string; inputs: Inputs; suffix: string },
): Inputs => ({ ...inputs, [input]: inputs[input] ?? (unique ? name + suffix : name) });

/** One function of a provider, such as listing keys. */
export type Invoke = (inputs: Inputs, cloud: Cloud) => Record<string, unknown>;

/** ARM id of a resource in a resource group, `path` after the provider: `Microsoft.Batch/batchAccounts/a/pools/p`. */
export const armId = (resourceGroupName: string, path?: string): string => {
  const group = `/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/${resourceGroupName}`;
  return path === undefined ? group : `${group}/providers/${path}`;
};

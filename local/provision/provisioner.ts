import type * as v from "valibot";
import type { Azurite } from "../azurite/azurite.ts";
import type { Faults } from "../emulator/faults/faults.ts";
import type { BatchService } from "../emulator/index.ts";
import type { CloudState } from "../state/state.ts";
import type { ArmPath } from "./arm-path.ts";
import type { Inputs } from "./inputs.ts";

/** The parts of the local cloud that contain resources. */
export interface Cloud {
  readonly state: CloudState;
  readonly blobs: Pick<Azurite, "endpoint" | "setAccounts">;
  readonly batch: BatchAccounts;
  readonly faults?: Pick<Faults, "forArmWrite" | "forPoolUpdate" | "forQuotaRead">;
}

/** Members of the Batch service for provisioners. */
type BatchAccounts = Pick<
  BatchService,
  "endpoint" | "putAccount" | "deleteAccount" | "putPool" | "previewPool" | "getPool" | "deletePool"
>;

export type { Inputs };

/** Provisions resources of one type. Its functions get inputs that satisfy `rules` and have all names. */
export interface Provisioner {
  readonly path: ArmPath;
  /** Azure's rules for the inputs; an issue's message is the expected value. */
  readonly rules: v.GenericSchema;
  /** Inputs besides those in `path` whose change replaces the resource in azure-native. */
  readonly replacedBy?: readonly string[];
  /** Inputs that ARM never changes and azure-native doesn't replace: programs set `replaceOnChanges`. */
  readonly fixed?: readonly string[];
  /** Throws if Azure refuses to create or update the resource because of where others are. */
  readonly requirePlace?: (inputs: Inputs, cloud: Cloud, client: ClientSettings) => void;
  /** Creates a resource or updates it to the inputs, like ARM's PUT, without refusals. */
  readonly put?: (inputs: Inputs, cloud: Cloud) => Promise<void> | void;
  /** Changes an existing resource as ARM does for azure-native, which may refuse. Default: `put`. */
  readonly update?: (update: ResourceUpdate, cloud: Cloud) => Promise<void> | void;
  /** Returns properties that Azure adds to the inputs. */
  readonly outputs?: (inputs: Inputs, cloud: Cloud) => Inputs;
  /** Returns properties that other clients can change, in the shape of inputs; undefined if the resource no longer exists. */
  readonly live?: (inputs: Inputs, cloud: Cloud) => Promise<Inputs | undefined> | Inputs | undefined;
  /** Returns what `live` returned right after the last put. Default: `live`, as recorded then, maybe by an earlier version. */
  readonly recorded?: (live: Inputs, inputs: Inputs, cloud: Cloud) => Inputs;
  /** Removes a resource with its content, if it exists. */
  readonly remove?: (inputs: Inputs, cloud: Cloud) => Promise<void> | void;
}

/** A change that Pulumi requests. */
export interface ResourceUpdate {
  /** Inputs of the last deployment. */
  readonly olds: Inputs;
  readonly news: Inputs;
  /** Pulumi's URN of the resource, for the hint of a refusal. */
  readonly urn: string;
}

/** Settings of azure-native by which a program signs in: `azure-native:subscriptionId`, `:tenantId`, `:clientId`. */
export interface ClientSettings {
  readonly subscriptionId?: string;
  readonly tenantId?: string;
  /** Id of a service principal. Without it, the local user is signed in. */
  readonly clientId?: string;
}

/** A function of a provider, such as listing keys. `client` has the stack's settings; the in-process run has none. */
export type Invoke = (inputs: Inputs, cloud: Cloud, client?: ClientSettings) => Record<string, unknown>;

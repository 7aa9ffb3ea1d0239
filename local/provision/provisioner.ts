import type * as v from "valibot";
import type { Azurite } from "../azurite/azurite.ts";
import type { Faults } from "../emulator/faults/faults.ts";
import type { BatchService } from "../emulator/index.ts";
import type { CloudState } from "../state/state.ts";
import type { ArmPath } from "./arm-path.ts";
import type { Inputs } from "./inputs.ts";

/** The parts of the local cloud in which resources come to be. */
export interface Cloud {
  readonly state: CloudState;
  readonly blobs: Pick<Azurite, "endpoint" | "setAccounts">;
  readonly batch: BatchAccounts;
  readonly faults?: Pick<Faults, "forArmWrite" | "forQuotaRead">;
}

/** What provisioners need of the Batch service. */
type BatchAccounts = Pick<
  BatchService,
  "endpoint" | "putAccount" | "deleteAccount" | "putPool" | "getPool" | "deletePool"
>;

export type { Inputs };

/** One resource type. The inputs that it gets fit its rules and have all names. */
export interface Provisioner {
  readonly path: ArmPath;
  /** Azure's rules for the inputs; the message of an issue says what is expected. */
  readonly rules: v.GenericSchema;
  /** Inputs, besides those in `path`, whose change makes another resource: azure-native knows these. */
  readonly replacedBy?: readonly string[];
  /** Inputs that ARM refuses to change, which azure-native does not know: a program says `replaceOnChanges`. */
  readonly fixed?: readonly string[];
  /** Like ARM's PUT, both creates a resource and updates it to what is declared. */
  readonly put?: (inputs: Inputs, cloud: Cloud) => Promise<void> | void;
  /** What Azure adds to the inputs. */
  readonly outputs?: (inputs: Inputs, cloud: Cloud) => Inputs;
  /** What other clients can change, in the shape of inputs; undefined if the resource has gone behind Pulumi's back. */
  readonly live?: (inputs: Inputs, cloud: Cloud) => Promise<Inputs | undefined> | Inputs | undefined;
  /** With all that is in it. One that has gone already is no error. */
  readonly remove?: (inputs: Inputs, cloud: Cloud) => Promise<void> | void;
}

/** Settings of azure-native by which a program signs in: `azure-native:subscriptionId`, `:tenantId`, `:clientId`. */
export interface ClientSettings {
  readonly subscriptionId?: string;
  readonly tenantId?: string;
  /** Of a service principal. Without, the user who runs the program is signed in. */
  readonly clientId?: string;
}

/** One function of a provider, such as listing keys. `client` has what the stack configures; the in-process run has nothing. */
export type Invoke = (inputs: Inputs, cloud: Cloud, client?: ClientSettings) => Record<string, unknown>;

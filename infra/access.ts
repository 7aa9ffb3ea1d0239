import {
  type GetClientConfigResult,
  getClientConfigOutput,
} from "@pulumi/azure-native/authorization/getClientConfig.js";
import { RoleAssignment } from "@pulumi/azure-native/authorization/roleAssignment.js";
import { UserAssignedIdentity } from "@pulumi/azure-native/managedidentity/userAssignedIdentity.js";
import * as pulumi from "@pulumi/pulumi";
import { roleDefinitionId, type roles } from "./roles.ts";
import type { Storage } from "./storage.ts";

interface AccessArgs {
  readonly resourceGroupName: pulumi.Input<string>;
  readonly location: pulumi.Input<string>;
  readonly tags: Readonly<Record<string, string>>;
  readonly storage: Storage;
  readonly batchAccountId: pulumi.Input<string>;
  /** Resource id of the registry that the nodes pull from; "" for none. */
  readonly containerRegistryId: string;
  /** Who may run workloads, as `user:<object id>`, `group:` or `servicePrincipal:`; with none, whoever runs `pulumi up`. */
  readonly operators: readonly string[];
}

/** An identity for the nodes, and the roles of the nodes and of those who run workloads: all that stands in for keys. */
export class Access extends pulumi.ComponentResource {
  readonly nodeIdentityId: pulumi.Output<string>;
  /** What nodes need before they start. */
  readonly nodeRoles: readonly pulumi.Resource[];

  constructor(name: string, args: AccessArgs, opts?: pulumi.ComponentResourceOptions) {
    super("azure-batch-workloads:index:Access", name, {}, opts);
    const { resourceGroupName, location, tags, storage, batchAccountId, containerRegistryId } = args;
    // A program hears nothing of a resource that Azure refuses, so this stands above Azure's words from the start.
    if (pulumi.runtime.hasEngine()) void pulumi.log.info(neededRole, this);

    const nodes = new UserAssignedIdentity("nodes", { resourceGroupName, location, tags }, { parent: this });
    const client = getClientConfigOutput({ parent: this });
    const assign = (assigned: string, { to, as, on }: Assignment): RoleAssignment =>
      new RoleAssignment(
        assigned,
        {
          ...to,
          roleDefinitionId: client.subscriptionId.apply((id) => roleDefinitionId(id, as)),
          scope: on,
        },
        { parent: this },
      );

    const identity = { principalId: nodes.principalId, principalType: "ServicePrincipal" };
    this.nodeIdentityId = nodes.id;
    this.nodeRoles = [
      assign("nodes-read-application", {
        to: identity,
        as: "storageBlobDataReader",
        on: storage.application.id,
      }),
      assign("nodes-read-input", { to: identity, as: "storageBlobDataReader", on: storage.input.id }),
      assign("nodes-write-output", { to: identity, as: "storageBlobDataContributor", on: storage.output.id }),
      ...(containerRegistryId === ""
        ? []
        : [assign("nodes-pull-images", { to: identity, as: "acrPull", on: containerRegistryId })]),
    ];
    for (const { suffix, ...to } of operatorsOf(args.operators, client)) {
      assign(`use-blobs${suffix}`, { to, as: "storageBlobDataContributor", on: storage.accountId });
      assign(`submit-jobs${suffix}`, { to, as: "batchJobSubmitter", on: batchAccountId });
      assign(`read-batch${suffix}`, { to, as: "batchAccountReader", on: batchAccountId });
    }
    this.registerOutputs({ nodeIdentityId: this.nodeIdentityId });
  }
}

/** Azure takes everybody for a user unless told otherwise, and refuses then, or waits for an identity that is new. */
interface Principal {
  /** Object id in Entra ID. */
  readonly principalId: pulumi.Input<string>;
  readonly principalType: pulumi.Input<string>;
}

interface Assignment {
  readonly to: Principal;
  readonly as: keyof typeof roles;
  /** Resource id. */
  readonly on: pulumi.Input<string>;
}

// https://learn.microsoft.com/azure/role-based-access-control/built-in-roles/privileged
const neededRole =
  "auth entra assigns roles, for which whoever runs `pulumi up` needs the role Owner, User Access Administrator or " +
  "Role Based Access Control Administrator; `pulumi config set auth keys` needs none";

/** Each with what its assignments' names end in: its id, so that taking one away leaves the others' alone. */
const operatorsOf = (
  operators: readonly string[],
  client: pulumi.Output<GetClientConfigResult>,
): (Principal & { suffix: string })[] => {
  if (operators.length === 0) {
    const principalType = client.clientId.apply((id) => (id === azureCli ? "User" : "ServicePrincipal"));
    return [{ suffix: "", principalId: client.objectId, principalType }];
  }
  return operators.map((operator) => {
    const [kind = "", principalId = ""] = operator.split(":");
    return {
      suffix: `-${principalId}`,
      principalId,
      principalType: `${kind[0]?.toUpperCase()}${kind.slice(1)}`,
    };
  });
};

/**
 * By this application people sign in with `az login`; service principals are applications of their own.
 * https://learn.microsoft.com/troubleshoot/entra/entra-id/governance/verify-first-party-apps-sign-in
 */
const azureCli = "04b07795-8ddb-461a-bbee-02f9e1bf7b46";

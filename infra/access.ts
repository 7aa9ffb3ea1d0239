import { RoleAssignment } from "@pulumi/azure-native/authorization/roleAssignment.js";
import { UserAssignedIdentity } from "@pulumi/azure-native/managedidentity/userAssignedIdentity.js";
import * as pulumi from "@pulumi/pulumi";
import { formerly, formerType } from "./former-names.ts";
import { settled } from "./settled.ts";
import type { Storage } from "./storage.ts";
import { subscriptionOf } from "./subscription.ts";

interface AccessArgs {
  readonly resourceGroupName: pulumi.Input<string>;
  readonly location: pulumi.Input<string>;
  readonly tags: pulumi.Input<Readonly<Record<string, pulumi.Input<string>>>>;
  readonly storage: Storage;
  readonly batchAccountId: pulumi.Input<string>;
  /** Resource id of the registry that nodes pull images from; "" for no registry. */
  readonly containerRegistryId: pulumi.Input<string>;
  /** Subscription of the storage account and the Batch account. */
  readonly subscriptionId: string;
  /** Principals that may run workloads: `user:<object id>`, `group:<object id>` or `servicePrincipal:<object id>`. */
  readonly operators: readonly string[];
}

/** The nodes' identity and the role assignments of nodes and operators, which replace account keys. */
export class Access extends pulumi.ComponentResource {
  readonly nodeIdentityId: pulumi.Output<string>;
  /** Role assignments that must exist before the first node starts. */
  readonly nodeRoles: readonly pulumi.Resource[];

  constructor(name: string, args: AccessArgs, opts?: pulumi.ComponentResourceOptions) {
    super("azbatch:index:Access", name, {}, { ...formerly(name, formerType("Access"), "access"), ...opts });
    const { resourceGroupName, location, tags, storage, batchAccountId, containerRegistryId } = args;
    const options = (resource: string, former: string) => ({
      parent: this,
      ...formerly(name, `${formerType("Access")}$azure-native:${resource}`, former),
    });
    const nodes = new UserAssignedIdentity(
      `${name}-nodes`,
      { resourceGroupName, location, tags },
      options("managedidentity:UserAssignedIdentity", "nodes"),
    );
    const ofRegistry = pulumi
      .output(containerRegistryId)
      .apply((id) => roleDefinitionId(subscriptionOf(id) ?? args.subscriptionId, "acrPull"));
    const assignments: RoleAssignment[] = [];
    const assign = (assigned: string, { to, as, on }: Assignment): RoleAssignment => {
      const assignment = new RoleAssignment(
        `${name}-${assigned}`,
        {
          ...to,
          roleDefinitionId: as === "acrPull" ? ofRegistry : roleDefinitionId(args.subscriptionId, as),
          scope: on,
        },
        options("authorization:RoleAssignment", assigned),
      );
      assignments.push(assignment);
      return assignment;
    };

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
    for (const { suffix, ...to } of args.operators.map(operatorOf)) {
      assign(`use-blobs${suffix}`, { to, as: "storageBlobDataContributor", on: storage.accountId });
      assign(`submit-jobs${suffix}`, { to, as: "batchJobSubmitter", on: batchAccountId });
      assign(`read-batch${suffix}`, { to, as: "batchAccountReader", on: batchAccountId });
    }
    if (pulumi.runtime.isDryRun()) void logNeededRole(assignments, this);
    this.registerOutputs({ nodeIdentityId: this.nodeIdentityId });
  }
}

interface Principal {
  /** Object id in Entra ID. */
  readonly principalId: pulumi.Input<string>;
  /** Azure treats a principal without a type as a user: it refuses other principals, and new ones until they have replicated. */
  readonly principalType: pulumi.Input<string>;
}

interface Assignment {
  readonly to: Principal;
  readonly as: keyof typeof roles;
  /** Resource id that the role applies to. */
  readonly on: pulumi.Input<string>;
}

// https://learn.microsoft.com/azure/role-based-access-control/built-in-roles/privileged
const neededRole =
  "auth entra assigns roles, so `pulumi up` needs the role Owner, User Access Administrator or Role Based Access Control " +
  "Administrator. Ask for one of them, or run `pulumi config set auth keys`.";

/**
 * Logs the role that `pulumi up` needs if the preview creates an assignment: one that exists has an id already. The program can't
 * log it after a refusal, because Pulumi doesn't report errors of resources to it; error hooks need a newer language host than
 * .ci/build-pulumi builds.
 */
const logNeededRole = async (assignments: readonly RoleAssignment[], access: Access): Promise<void> => {
  let existing = 0;
  const counted = assignments.map(({ id }) =>
    settled(
      id.apply(() => {
        existing += 1;
      }),
    ),
  );
  await Promise.allSettled(counted);
  if (existing < assignments.length) await pulumi.log.info(neededRole, access);
};

/** Assignments are named after the operator, so that removing one operator leaves the assignments of the others as they are. */
const operatorOf = (operator: string): Principal & { readonly suffix: string } => {
  const [kind = "", principalId = ""] = operator.split(":");
  return {
    suffix: `-${principalId}`,
    principalId,
    principalType: `${kind[0]?.toUpperCase()}${kind.slice(1)}`,
  };
};

/**
 * Ids of built-in roles, the same in every subscription.
 *
 * @see https://learn.microsoft.com/azure/role-based-access-control/built-in-roles
 */
export const roles = {
  storageBlobDataReader: "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1",
  storageBlobDataContributor: "ba92f5b4-2d11-453d-a403-e96b0029c9fe",
  /** May manage jobs and tasks and read pools, but not change them. */
  batchJobSubmitter: "48e5e92e-a480-4e71-aa9c-2778f4c13781",
  /** May read everything in the account, including nodes and their files. */
  batchAccountReader: "11076f67-66f6-4be0-8f6b-f0609fd05cc9",
  acrPull: "7f951dda-4ed3-4680-a7ca-43fe172d538d",
} as const;

const roleDefinitionId = (subscriptionId: string, role: keyof typeof roles): string =>
  `/subscriptions/${subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${roles[role]}`;

import { RoleAssignment } from "@pulumi/azure-native/authorization/roleAssignment.js";
import { UserAssignedIdentity } from "@pulumi/azure-native/managedidentity/userAssignedIdentity.js";
import * as pulumi from "@pulumi/pulumi";
import { roleDefinitionId, type roles } from "./roles.ts";
import { settled } from "./settled.ts";
import type { Storage } from "./storage.ts";
import { subscriptionOf } from "./subscription.ts";

interface AccessArgs {
  readonly resourceGroupName: pulumi.Input<string>;
  readonly location: pulumi.Input<string>;
  readonly tags: Readonly<Record<string, string>>;
  readonly storage: Storage;
  readonly batchAccountId: pulumi.Input<string>;
  /** Resource id of the registry that the nodes pull from; "" for none. */
  readonly containerRegistryId: string;
  /** Of the accounts. */
  readonly subscriptionId: string;
  /** Principals that may run workloads, as `user:<object id>`, `group:` or `servicePrincipal:`. */
  readonly operators: readonly string[];
}

/** An identity for the nodes, and the roles of nodes and operators: everything that replaces keys. */
export class Access extends pulumi.ComponentResource {
  readonly nodeIdentityId: pulumi.Output<string>;
  /** What nodes need before they start. */
  readonly nodeRoles: readonly pulumi.Resource[];

  constructor(name: string, args: AccessArgs, opts?: pulumi.ComponentResourceOptions) {
    super("azure-batch-workloads:index:Access", name, {}, opts);
    const { resourceGroupName, location, tags, storage, batchAccountId, containerRegistryId } = args;
    const nodes = new UserAssignedIdentity("nodes", { resourceGroupName, location, tags }, { parent: this });
    const subscriptionId = subscriptionOf(containerRegistryId) ?? args.subscriptionId;
    const assignments: RoleAssignment[] = [];
    const assign = (assigned: string, { to, as, on }: Assignment): RoleAssignment => {
      const assignment = new RoleAssignment(
        assigned,
        {
          ...to,
          roleDefinitionId: roleDefinitionId(as === "acrPull" ? subscriptionId : args.subscriptionId, as),
          scope: on,
        },
        { parent: this },
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
    if (pulumi.runtime.isDryRun()) void announceRole(assignments, this);
    this.registerOutputs({ nodeIdentityId: this.nodeIdentityId });
  }
}

/** Without a type, Azure assumes a user, and refuses other principals or waits for new ones to appear. */
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
  "auth entra assigns roles: `pulumi up` needs the role Owner, User Access Administrator or Role Based Access Control " +
  "Administrator. Ask for one of them, or run: pulumi config set auth keys";

/**
 * Names the role in a preview that is going to create an assignment: those that exist have an id already. A program gets no
 * error of a resource that Azure refuses, and Pulumi's error hooks need a newer language host than .ci/build-pulumi builds.
 */
const announceRole = async (assignments: readonly RoleAssignment[], access: Access): Promise<void> => {
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

/** `suffix` ends the names of an operator's assignments: without one operator, the others' stay as they are. */
const operatorOf = (operator: string): Principal & { readonly suffix: string } => {
  const [kind = "", principalId = ""] = operator.split(":");
  return {
    suffix: `-${principalId}`,
    principalId,
    principalType: `${kind[0]?.toUpperCase()}${kind.slice(1)}`,
  };
};

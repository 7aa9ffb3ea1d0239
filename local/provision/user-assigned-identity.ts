import * as v from "valibot";
import { idOf, resourceGroupPath, subscriptionId } from "./arm-path.ts";
import { guidOf } from "./guid.ts";
import type { Invoke, Provisioner } from "./provisioner.ts";
import { location, names, tags } from "./rules.ts";

const path =
  `${resourceGroupPath}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/{resourceName}` as const;

const tenantId = guidOf("tenant");

/** Object id of whoever uses the local cloud. */
export const localUser = guidOf("user");

/** Recorded: nodes here reach blobs with keys. */
export const userAssignedIdentity: Provisioner = {
  path,
  rules: v.looseObject({
    resourceGroupName: names.resourceGroup,
    resourceName: names.identity,
    location: v.optional(location),
    tags,
  }),
  replacedBy: ["location"],
  outputs: (inputs) => {
    const id = idOf(path, inputs);
    return { principalId: guidOf(`principal ${id}`), clientId: guidOf(`client ${id}`), tenantId };
  },
};

/** Who is signed in: nobody, but programs ask. */
export const getClientConfig: Invoke = () => ({
  clientId: guidOf("client"),
  objectId: localUser,
  subscriptionId,
  tenantId,
});

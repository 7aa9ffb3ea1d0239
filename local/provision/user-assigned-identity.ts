import * as v from "valibot";
import { idOf, resourceGroupPath } from "./arm-path.ts";
import { tenantId } from "./client.ts";
import { guidOf } from "./guid.ts";
import type { Provisioner } from "./provisioner.ts";
import { location, names, tags } from "./rules.ts";

const path =
  `${resourceGroupPath}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/{resourceName}` as const;

/** Recorded: nodes access blobs with keys. */
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

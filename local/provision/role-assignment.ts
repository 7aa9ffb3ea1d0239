import * as v from "valibot";
import type { Provisioner } from "./provisioner.ts";
import { armId, guidText, oneOf } from "./rules.ts";

/** Recorded: the local services check no role. */
export const roleAssignment: Provisioner = {
  path: "/{scope}/providers/Microsoft.Authorization/roleAssignments/{roleAssignmentName}",
  rules: v.looseObject({
    scope: armId,
    roleAssignmentName: guidText,
    principalId: guidText,
    principalType: v.optional(oneOf("User", "Group", "ServicePrincipal", "ForeignGroup", "Device")),
    roleDefinitionId: v.pipe(
      v.string("the id of a role"),
      v.regex(
        /\/providers\/Microsoft\.Authorization\/roleDefinitions\/[-0-9a-f]{36}$/i,
        "the id of a role, …/providers/Microsoft.Authorization/roleDefinitions/<GUID>",
      ),
    ),
  }),
  // pulumi-azure-native, provider/pkg/gen/replacement.go
  replacedBy: ["principalId"],
};

import * as v from "valibot";
import { resourceGroupPath } from "./arm-path.ts";
import type { Provisioner } from "./provisioner.ts";
import { armId, names, oneOf, text } from "./rules.ts";

const storageAccountPath =
  `${resourceGroupPath}/providers/Microsoft.Storage/storageAccounts/{accountName}` as const;
const inStorageAccount = { resourceGroupName: names.resourceGroup, accountName: names.storageAccount };

/** Recorded: blobs are never deleted by age. */
export const managementPolicy: Provisioner = {
  path: `${storageAccountPath}/managementPolicies/{managementPolicyName}`,
  rules: v.looseObject({
    ...inStorageAccount,
    managementPolicyName: oneOf("default"),
    policy: v.looseObject(
      {
        rules: v.array(
          v.looseObject({
            name: v.pipe(v.string(), v.maxLength(256, "at most 256 characters")),
            type: oneOf("Lifecycle"),
            enabled: v.optional(v.boolean("true or false")),
            definition: v.looseObject({ actions: v.looseObject({}, "an object") }, "an object with actions"),
          }),
          "a list of rules",
        ),
      },
      "an object with rules",
    ),
  }),
};

/** Recorded: deleted blobs are not kept. */
export const blobServiceProperties: Provisioner = {
  path: `${storageAccountPath}/blobServices/{blobServicesName}`,
  rules: v.looseObject({ ...inStorageAccount, blobServicesName: oneOf("default") }),
};

/** Recorded: no logs are sent. */
export const diagnosticSetting: Provisioner = {
  path: "/{resourceUri}/providers/Microsoft.Insights/diagnosticSettings/{name}",
  rules: v.pipe(
    v.looseObject({
      resourceUri: armId,
      name: names.diagnosticSetting,
      workspaceId: v.optional(armId),
      storageAccountId: v.optional(armId),
    }),
    v.forward(
      v.check(
        ({ workspaceId, storageAccountId, ...others }) =>
          [workspaceId, storageAccountId, "eventHubAuthorizationRuleId" in others].some(Boolean),
        "a workspace, a storageAccountId or an eventHubAuthorizationRuleId",
      ),
      ["workspaceId"],
    ),
  ),
};

/** Recorded: the local cloud costs nothing. */
export const budget: Provisioner = {
  path: "/{scope}/providers/Microsoft.Consumption/budgets/{budgetName}",
  rules: v.looseObject({
    scope: armId,
    budgetName: names.budget,
    amount: v.pipe(v.number("an amount of money"), v.gtValue(0, "an amount above 0")),
    category: oneOf("Cost"),
    timeGrain: oneOf("Monthly", "Quarterly", "Annually", "BillingMonth", "BillingQuarter", "BillingAnnual"),
    timePeriod: v.looseObject(
      { startDate: text(/^\d{4}-\d\d-01(T|$)/, "the first day of a month, such as 2026-11-01") },
      "an object with a startDate",
    ),
  }),
};

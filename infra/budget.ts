import { Budget } from "@pulumi/azure-native/consumption/budget.js";
import type * as pulumi from "@pulumi/pulumi";
import { formerly } from "./former-names.ts";

interface BudgetArgs {
  /** Name of the environment. */
  readonly name: string;
  /** Id of the resource group whose cost counts. */
  readonly scope: pulumi.Input<string>;
  /** Per month, in the currency of the subscription's bill. */
  readonly amount: number;
  readonly emails: readonly string[];
  readonly today: Date;
}

/**
 * Declares a budget that sends e-mails when the month's cost approaches it. A budget in Azure doesn't stop anything, and it sees
 * costs some hours late.
 *
 * @see https://learn.microsoft.com/azure/cost-management-billing/costs/tutorial-acm-create-budgets
 */
export const declareBudget = (
  { name, scope, amount, emails, today }: BudgetArgs,
  opts: pulumi.CustomResourceOptions,
): void => {
  const notification = (thresholdType: string, threshold: number) => ({
    enabled: true,
    operator: "GreaterThanOrEqualTo",
    threshold,
    thresholdType,
    contactEmails: [...emails],
  });
  new Budget(
    `${name}-budget`,
    {
      scope,
      amount,
      category: "Cost",
      timeGrain: "Monthly",
      timePeriod: { startDate: `${today.toISOString().slice(0, 7)}-01T00:00:00Z` },
      notifications: {
        actual80: notification("Actual", 80),
        actual100: notification("Actual", 100),
        forecast100: notification("Forecasted", 100),
      },
    },
    // Azure requires a start in the month of creation or later, and refuses to change it afterwards.
    {
      ignoreChanges: ["timePeriod"],
      ...formerly(name, "azure-native:consumption:Budget", "budget"),
      ...opts,
    },
  );
};

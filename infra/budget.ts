import { Budget } from "@pulumi/azure-native/consumption/budget.js";
import type * as pulumi from "@pulumi/pulumi";

interface BudgetArgs {
  /** Resource id of the group whose cost counts. */
  readonly scope: pulumi.Input<string>;
  /** In a month, in the currency of the subscription's bill. */
  readonly amount: number;
  readonly emails: readonly string[];
  readonly today: Date;
}

/**
 * Tells people when the month's cost comes near the budget. It stops nothing: Azure's budgets can't, and they see a cost some
 * hours late.
 *
 * @see https://learn.microsoft.com/azure/cost-management-billing/costs/tutorial-acm-create-budgets
 */
export const declareBudget = ({ scope, amount, emails, today }: BudgetArgs): void => {
  const tell = (thresholdType: string, threshold: number) => ({
    enabled: true,
    operator: "GreaterThanOrEqualTo",
    threshold,
    thresholdType,
    contactEmails: [...emails],
  });
  new Budget(
    "budget",
    {
      scope,
      amount,
      category: "Cost",
      timeGrain: "Monthly",
      timePeriod: { startDate: `${today.toISOString().slice(0, 7)}-01T00:00:00Z` },
      notifications: {
        actual80: tell("Actual", 80),
        actual100: tell("Actual", 100),
        forecast100: tell("Forecasted", 100),
      },
    },
    // It has to begin with a month that is not over when it is made, and can't be moved afterwards.
    { ignoreChanges: ["timePeriod"] },
  );
};

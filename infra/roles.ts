/**
 * Roles that Azure has built in, by the id that each has in every subscription.
 *
 * @see https://learn.microsoft.com/azure/role-based-access-control/built-in-roles
 */
export const roles = {
  storageBlobDataReader: "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1",
  storageBlobDataContributor: "ba92f5b4-2d11-453d-a403-e96b0029c9fe",
  /** Jobs and tasks, and to look at pools; not to change them. */
  batchJobSubmitter: "48e5e92e-a480-4e71-aa9c-2778f4c13781",
  /** To look at everything in the account, nodes and their files too. */
  batchAccountReader: "11076f67-66f6-4be0-8f6b-f0609fd05cc9",
  acrPull: "7f951dda-4ed3-4680-a7ca-43fe172d538d",
} as const;

/** As a role assignment names it. */
export const roleDefinitionId = (subscriptionId: string, role: keyof typeof roles): string =>
  `/subscriptions/${subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${roles[role]}`;

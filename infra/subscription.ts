import { getClientConfig } from "@pulumi/azure-native/authorization/getClientConfig.js";
import { getVirtualNetwork } from "@pulumi/azure-native/network/getVirtualNetwork.js";
import * as pulumi from "@pulumi/pulumi";
import { messagesOf, type Problem, type ProblemCode } from "./problem.ts";
import type { Settings } from "./settings/read-settings.ts";
import { setCommand } from "./settings/set-command.ts";
import { withoutStack } from "./settled.ts";

type Located = Pick<
  Settings,
  "location" | "subnetId" | "containerRegistryId" | "logWorkspaceId" | "otherSubscriptions"
>;

/** Subscription id that the local cloud reports. Ids in settings aren't compared with it. */
const localSubscription = "00000000-0000-0000-0000-000000000000";

/**
 * Returns the id of the subscription that the stack is deployed to.
 *
 * @throws RunError if a setting names a subnet in another subscription or region, or another resource in a subscription that
 * `otherSubscriptions` doesn't list; or if Azure refuses the sign-in
 */
export const requireSubscription = async (settings: Located): Promise<string> => {
  const { subscriptionId, tenantId } = await getClientConfig().catch(withoutStack);
  const isLocal = subscriptionId === localSubscription;
  if (pulumi.runtime.hasEngine())
    void pulumi.log.info(
      isLocal
        ? "Deploying to the local cloud."
        : `Deploying to subscription ${subscriptionId} of tenant ${tenantId}.`,
    );
  if (isLocal) return subscriptionId;
  const problems = subscriptionProblems(settings, subscriptionId);
  if (problems.length === 0) problems.push(...(await regionProblems(settings)));
  if (problems.length > 0) throw new pulumi.RunError(messagesOf(problems).join("\n"));
  return subscriptionId;
};

/** Returns a problem for each setting that names a resource in another subscription. */
const subscriptionProblems = (settings: Located, subscriptionId: string): Problem[] => {
  const problem = (
    setting: "subnetId" | "containerRegistryId" | "logWorkspaceId",
    hint: (found: string) => string,
  ): Problem[] => {
    const found = subscriptionOf(settings[setting]);
    return found === undefined || found === subscriptionId.toLowerCase()
      ? []
      : [
          problemOf(
            setting,
            "OtherSubscription",
            `expected a resource of subscription ${subscriptionId}, which the stack is deployed to, got one of ${found}. ${hint(found)}`,
          ),
        ];
  };
  const allow = (found: string) =>
    `Run ${setCommand(`--path 'otherSubscriptions[${settings.otherSubscriptions.length}]' ${found}`)} to allow it.`;
  const isAllowed = (id: string): boolean =>
    settings.otherSubscriptions.some((other) => other.toLowerCase() === subscriptionOf(id));
  return [
    // https://learn.microsoft.com/azure/batch/batch-virtual-network#general-virtual-network-requirements
    ...problem(
      "subnetId",
      (found) => `Run ${setCommand(`azure-native:subscriptionId ${found}`)} to deploy there.`,
    ),
    ...(isAllowed(settings.containerRegistryId) ? [] : problem("containerRegistryId", allow)),
    ...(isAllowed(settings.logWorkspaceId) ? [] : problem("logWorkspaceId", allow)),
  ];
};

const problemOf = (key: keyof Located, code: ProblemCode, text: string): Problem => ({
  key,
  code,
  message: `${key}: ${text}`,
});

/** Returns the subscription in a resource id, in lower case; undefined if the id has no subscription. */
export const subscriptionOf = (id: string): string | undefined =>
  /^\/subscriptions\/([^/]+)/i.exec(id)?.[1]?.toLowerCase();

/**
 * A pool's subnet must be in the pool's region. If the signed-in identity may use the network but not read it, only Azure
 * checks this.
 */
const regionProblems = async ({ subnetId, location }: Located): Promise<Problem[]> => {
  const [, resourceGroupName, virtualNetworkName] =
    /\/resourceGroups\/([^/]+)\/.*\/virtualNetworks\/([^/]+)\//i.exec(subnetId) ?? [];
  if (resourceGroupName === undefined || virtualNetworkName === undefined) return [];
  const network = await getVirtualNetwork({ resourceGroupName, virtualNetworkName }).catch(() => undefined);
  const found = network?.location?.replaceAll(" ", "").toLowerCase();
  return found === undefined || found === location
    ? []
    : [
        problemOf(
          "subnetId",
          "OtherRegion",
          `expected a subnet in ${location}, got one in ${found}. Run ${setCommand(`location ${found}`)} to deploy there.`,
        ),
      ];
};

import { getClientConfig } from "@pulumi/azure-native/authorization/getClientConfig.js";
import { getVirtualNetwork } from "@pulumi/azure-native/network/getVirtualNetwork.js";
import * as pulumi from "@pulumi/pulumi";
import { messagesOf, type Problem, type ProblemCode } from "./problem.ts";
import type { Settings } from "./settings.ts";
import { withoutStack } from "./settled.ts";

type Located = Pick<
  Settings,
  "location" | "subnetId" | "containerRegistryId" | "logWorkspaceId" | "otherSubscriptions"
>;

/** Of the local cloud, which has no subscriptions that an id could be of. */
const localSubscription = "00000000-0000-0000-0000-000000000000";

/**
 * Returns the id of the subscription that the stack is deployed to. Throws, before anything is declared, if a setting names a
 * resource of another one that Azure would refuse or that `otherSubscriptions` doesn't allow, or a subnet of another region.
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

/** A problem for each setting with an id of another subscription. */
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
            `expected a resource of subscription ${subscriptionId}, which the stack is deployed to, got one of ${found}; ${hint(found)}`,
          ),
        ];
  };
  const allow = (found: string) =>
    `allow it with: pulumi config set --path 'otherSubscriptions[${settings.otherSubscriptions.length}]' ${found}`;
  const isAllowed = (id: string): boolean =>
    settings.otherSubscriptions.some((other) => other.toLowerCase() === subscriptionOf(id));
  return [
    // https://learn.microsoft.com/azure/batch/batch-virtual-network#general-virtual-network-requirements
    ...problem(
      "subnetId",
      (found) => `deploy to that one with: pulumi config set azure-native:subscriptionId ${found}`,
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

/** Of an ARM id, in lower case; undefined if it has none. */
export const subscriptionOf = (id: string): string | undefined =>
  /^\/subscriptions\/([^/]+)/i.exec(id)?.[1]?.toLowerCase();

/** A pool's subnet must be in the pool's region. The caller may join a network without being able to read it: then only Azure checks. */
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
          `expected a subnet in ${location}, got one in ${found}; deploy there with: pulumi config set location ${found}`,
        ),
      ];
};

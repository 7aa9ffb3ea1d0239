import { getClientConfig } from "@pulumi/azure-native/authorization/getClientConfig.js";
import { getVirtualNetwork } from "@pulumi/azure-native/network/getVirtualNetwork.js";
import * as pulumi from "@pulumi/pulumi";
import { messagesOf, type Problem } from "./problem.ts";
import type { Fix, Origin } from "./settings/fix.ts";
import type { Settings } from "./settings/schema.ts";
import { withoutStack } from "./settled.ts";

type Located = Pick<
  Settings,
  "location" | "subnetId" | "containerRegistryId" | "logWorkspaceId" | "otherSubscriptions"
>;

/** Subscription id that the local cloud reports. Ids in settings aren't compared with it. */
const localSubscription = "00000000-0000-0000-0000-000000000000";

interface SubscriptionOptions {
  /** Component whose provider signs in. */
  readonly parent: pulumi.Resource | undefined;
  readonly originOf?: (setting: string) => Origin;
}

/**
 * Returns the id of the subscription that the environment is deployed to.
 *
 * @throws RunError if a setting names a subnet in another subscription or region, or another resource in a subscription that
 * `otherSubscriptions` doesn't list; or if Azure refuses the sign-in
 */
export const requireSubscription = async (
  settings: Located,
  { parent, originOf }: SubscriptionOptions,
): Promise<string> => {
  const { subscriptionId, tenantId } = await getClientConfig({ parent }).catch(withoutStack);
  const isLocal = subscriptionId === localSubscription;
  if (pulumi.runtime.hasEngine())
    void pulumi.log.info(
      isLocal
        ? "Deploying to the local cloud."
        : `Deploying to subscription ${subscriptionId} of tenant ${tenantId}.`,
      parent,
    );
  if (isLocal) return subscriptionId;
  const problems = subscriptionProblems(settings, subscriptionId);
  if (problems.length === 0) problems.push(...(await regionProblems(settings, parent)));
  if (problems.length > 0) throw new pulumi.RunError(messagesOf(problems, originOf).join("\n"));
  return subscriptionId;
};

/** Returns a problem for each setting that names a resource in another subscription. */
const subscriptionProblems = (settings: Located, subscriptionId: string): Problem[] => {
  const problem = (
    setting: "subnetId" | "containerRegistryId" | "logWorkspaceId",
    fix: (found: string) => Fix,
  ): Problem[] => {
    const found = subscriptionOf(settings[setting]);
    return found === undefined || found === subscriptionId.toLowerCase()
      ? []
      : [
          {
            key: setting,
            code: "OtherSubscription",
            message:
              `${setting}: expected a resource of subscription ${subscriptionId}, which the environment is deployed to, ` +
              `got one of ${found}.`,
            fix: fix(found),
          },
        ];
  };
  const allow = (found: string): Fix => ({
    set: `--path 'otherSubscriptions[${settings.otherSubscriptions.length}]' ${found}`,
    end: " to allow it.",
  });
  const isAllowed = (id: string): boolean =>
    settings.otherSubscriptions.some((other) => other.toLowerCase() === subscriptionOf(id));
  return [
    // https://learn.microsoft.com/azure/batch/batch-virtual-network#general-virtual-network-requirements
    ...problem("subnetId", (found) => ({
      set: `azure-native:subscriptionId ${found}`,
      end: " to deploy there.",
    })),
    ...(isAllowed(settings.containerRegistryId) ? [] : problem("containerRegistryId", allow)),
    ...(isAllowed(settings.logWorkspaceId) ? [] : problem("logWorkspaceId", allow)),
  ];
};

/** Returns the subscription in a resource id, in lower case; undefined if the id has no subscription. */
export const subscriptionOf = (id: string): string | undefined =>
  /^\/subscriptions\/([^/]+)/i.exec(id)?.[1]?.toLowerCase();

/**
 * A pool's subnet must be in the pool's region. If the signed-in identity may use the network but not read it, only Azure
 * checks this.
 */
const regionProblems = async (
  { subnetId, location }: Located,
  parent: pulumi.Resource | undefined,
): Promise<Problem[]> => {
  const [, resourceGroupName, virtualNetworkName] =
    /\/resourceGroups\/([^/]+)\/.*\/virtualNetworks\/([^/]+)\//i.exec(subnetId) ?? [];
  if (resourceGroupName === undefined || virtualNetworkName === undefined) return [];
  const network = await getVirtualNetwork({ resourceGroupName, virtualNetworkName }, { parent }).catch(
    () => undefined,
  );
  const found = network?.location?.replaceAll(" ", "").toLowerCase();
  if (found === undefined || found === location) return [];
  const message = `subnetId: expected a subnet in ${location}, got one in ${found}.`;
  const fix = { set: `location ${found}`, end: " to deploy there." };
  return [{ key: "subnetId", code: "OtherRegion", message, fix }];
};

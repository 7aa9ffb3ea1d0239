import { ArmError } from "./arm-error.ts";
import { subscriptionId } from "./arm-path.ts";
import type { ClientSettings, Cloud, Inputs } from "./provisioner.ts";

/**
 * Throws if a pool's subnet is in another subscription or region than the pool's account. The region is known only of networks that
 * are declared in the local cloud.
 *
 * @param accountId ARM id of the Batch account
 * @see https://learn.microsoft.com/azure/batch/batch-virtual-network#general-virtual-network-requirements
 * @throws ArmError InvalidPropertyValue
 */
export const requireSubnetNearby = (
  { networkConfiguration }: Inputs,
  accountId: string,
  { state }: Pick<Cloud, "state">,
  client: ClientSettings,
): void => {
  const { subnetId }: { subnetId?: unknown } = networkConfiguration ?? {};
  const found = /^\/subscriptions\/([^/]+)\/.*\/virtualNetworks\/[^/]+/i.exec(String(subnetId ?? ""));
  if (found === null) return;
  const [networkId, subscription = ""] = found;
  const own = client.subscriptionId?.toLowerCase();
  if (own !== undefined && ![own, subscriptionId].includes(subscription.toLowerCase()))
    throw refusal(`subscription ${own}`, subscription);
  const region = regionOf(state.resource(networkId)?.inputs);
  const expected = regionOf(state.resource(accountId)?.inputs);
  if (region !== undefined && expected !== undefined && region !== expected)
    throw refusal(`region ${expected}`, region);
};

const regionOf = (inputs: Inputs | undefined): string | undefined =>
  typeof inputs?.location === "string" ? inputs.location.replaceAll(" ", "").toLowerCase() : undefined;

const refusal = (expected: string, got: string): ArmError =>
  new ArmError(
    400,
    "InvalidPropertyValue",
    "The value provided for one of the properties in the request body is invalid. PropertyName: subnetId",
    `A pool's subnet must be in the subscription and region of its Batch account: expected ${expected}, got ${got}`,
  );

import { isDeepStrictEqual } from "node:util";
import { ArmError } from "./arm-error.ts";
import { armPool, isEmpty } from "./arm-pool.ts";
import type { Inputs } from "./inputs.ts";
import type { ResourceUpdate } from "./provisioner.ts";

/**
 * Inputs that Azure changes while a pool has nodes. The page's list also has application packages and certificates, which the local
 * cloud doesn't support, and names the identity in its FAQ; `tags` belong to the ARM resource.
 *
 * @see https://learn.microsoft.com/azure/batch/batch-pool-update-properties
 */
export const changeableWithNodes: readonly string[] = [
  "metadata",
  "scaleSettings",
  "startTask",
  "identity",
  "tags",
];

/**
 * Returns the inputs with an empty list or text that an update must not repeat.
 *
 * @see https://github.com/Azure/bicep/issues/7902
 */
const emptyIn = ({ userAccounts, displayName, networkConfiguration }: Inputs): string[] => {
  const { publicIPAddressConfiguration: address }: Addresses = networkConfiguration ?? {};
  const found = { userAccounts, displayName, networkConfiguration: address?.ipAddressIds };
  return Object.entries(found).flatMap(([name, value]) => (isEmpty(value) ? [name] : []));
};

interface Addresses {
  readonly publicIPAddressConfiguration?: { readonly ipAddressIds?: unknown };
}

/** Properties that older API versions refuse in any update, in the order in which Azure names them. */
const refusedByOlderVersions = ["networkConfiguration", "deploymentConfiguration"];

/**
 * Throws if Azure refuses to change a pool.
 *
 * @param found the pool as the data plane returns it
 * @param wanted the pool that the request describes, with Azure's defaults
 * @throws ArmError PropertyCannotBeUpdated
 */
export const requireChangeable = (
  found: object,
  wanted: object,
  { news, urn }: Pick<ResourceUpdate, "news" | "urn">,
): void => {
  const { currentDedicatedNodes = 0, currentLowPriorityNodes = 0 } = found as Readonly<
    Record<string, number>
  >;
  const nodes = currentDedicatedNodes + currentLowPriorityNodes;
  const before = armPool(found);
  // Any change of a pool that is being deleted is refused, by the Batch service.
  if (nodes === 0 || before === undefined) return;
  const after = armPool(wanted) ?? {};
  const refused =
    Object.keys({ ...before, ...after }).find(
      (name) => !changeableWithNodes.includes(name) && !isDeepStrictEqual(before[name], after[name]),
    ) ?? emptyIn(news)[0];
  if (refused === undefined) return;
  throw refusal(
    refused,
    `Azure changes ${refused} only while the pool has no nodes; it has ${nodes}. Scale it to 0 with pulumi up, then change ` +
      `${refused}; or replace the pool: ${replacing(urn)}`,
  );
};

/** Returns what an older API version refuses in any update of a pool. */
export const refusalOfOlderVersions = ({ news, urn }: Pick<ResourceUpdate, "news" | "urn">): ArmError =>
  refusal(
    [...emptyIn(news), ...refusedByOlderVersions].find((name) => name in news) ?? "deploymentConfiguration",
    `Older API versions of Azure refuse each request that repeats this property. Replace the pool: ${replacing(urn)}`,
  );

const refusal = (property: string, hint: string): ArmError =>
  new ArmError(
    400,
    "PropertyCannotBeUpdated",
    `A property that cannot be updated was specified as part of the request. PropertyName: ${property}`,
    hint,
  );

const replacing = (urn: string): string => `pulumi up --target-replace '${urn}'`;

/**
 * Returns the inputs that an update leaves the pool with. azure-native sends a PUT, which replaces all properties; or, if the update
 * removes identities, a PATCH, which keeps the properties and identities that the request doesn't name.
 *
 * @param found the pool's current inputs
 * @see CreateOrUpdate in provider/pkg/provider/crud/crud.go of pulumi-azure-native @0354c94d
 */
export const updated = (found: Inputs, { olds, news }: Pick<ResourceUpdate, "olds" | "news">): Inputs => {
  const given = identitiesOf(news);
  const removed = given && identitiesOf(olds)?.filter((id) => !given.includes(id));
  if (given === undefined || removed === undefined || removed.length === 0) return news;
  const kept = (identitiesOf(found) ?? []).filter((id) => !removed.includes(id));
  const userAssignedIdentities = [...new Set([...kept, ...given])];
  const identity = Object.assign({}, news.identity, { userAssignedIdentities });
  return { ...found, ...news, identity };
};

const identitiesOf = ({ identity }: Inputs): readonly string[] | undefined => {
  const { userAssignedIdentities: ids }: { userAssignedIdentities?: unknown } = identity ?? {};
  return Array.isArray(ids) ? ids : undefined;
};

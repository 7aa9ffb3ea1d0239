import type { DeclaredResource } from "../helpers/declared-resources.ts";

export interface ArmRequest {
  /** As the definition's path ends. */
  readonly path: string;
  readonly names: Readonly<Record<string, unknown>>;
  readonly body: unknown;
}

/** What azure-native sends for a resource of Microsoft.Batch: names go into the path, the rest into the body. */
export const armRequest = ({
  type,
  name,
  inputs,
}: Pick<DeclaredResource, "type" | "name" | "inputs">): ArmRequest | undefined => {
  const kind = kinds[type];
  if (kind === undefined) return undefined;
  const { resourceGroupName, accountName, ...rest } = inputs;
  const { [kind.nameInput]: ownName = automatic(name), ...others } = { accountName, ...rest };
  const { accountName: _, ...properties } = others;
  const names = { accountName, resourceGroupName, [kind.nameInput]: ownName };
  const top = kind.top.filter((each) => properties[each] !== undefined);
  return {
    path: kind.path,
    names,
    body: {
      ...Object.fromEntries(
        top.map((each) => [each, each === "identity" ? identity(properties[each]) : properties[each]]),
      ),
      properties: Object.fromEntries(Object.entries(properties).filter(([each]) => !top.includes(each))),
    },
  };
};

const kinds: Record<string, { path: string; nameInput: string; top: string[] }> = {
  "azure-native:batch:BatchAccount": {
    path: "/batchAccounts/{accountName}",
    nameInput: "accountName",
    top: ["location", "tags", "identity"],
  },
  "azure-native:batch:Pool": { path: "/pools/{poolName}", nameInput: "poolName", top: ["identity", "tags"] },
};

/** azure-native's name for a resource that is given none. */
export const automatic = (name: string): string => `${name}1234abcd`;

/** A list of resource ids with azure-native, the keys of an object with ARM. */
const identity = (value: unknown): unknown => {
  const { userAssignedIdentities: ids, ...rest } = value as { userAssignedIdentities?: string[] };
  return ids === undefined
    ? rest
    : { ...rest, userAssignedIdentities: Object.fromEntries(ids.map((id) => [id, {}])) };
};

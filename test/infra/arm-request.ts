import type { DeclaredResource } from "../helpers/declared-resources.ts";

interface ArmRequest {
  /** End of the path in the definition. */
  readonly path: string;
  readonly names: Readonly<Record<string, unknown>>;
  readonly body: unknown;
}

/** Returns the request that azure-native sends for a resource of Microsoft.Batch: names in the path, the rest in the body. */
export const armRequest = ({
  type,
  name,
  inputs,
}: Pick<DeclaredResource, "type" | "name" | "inputs">): ArmRequest | undefined => {
  const kind = kinds[type];
  if (kind === undefined) return undefined;
  const { path, nameInput, top } = kind;
  const { resourceGroupName, accountName } = inputs;
  const ownName = inputs[nameInput] ?? automatic(name);
  const inPath = ["resourceGroupName", "accountName", nameInput];
  const pick = (isWanted: (input: string) => boolean): Record<string, unknown> =>
    Object.fromEntries(
      Object.entries(inputs).filter(([input]) => !inPath.includes(input) && isWanted(input)),
    );
  const { identity, ...others } = pick((input) => top.includes(input));
  return {
    path,
    names: { accountName, resourceGroupName, [nameInput]: ownName },
    body: {
      ...others,
      ...(identity === undefined ? {} : { identity: armIdentity(identity) }),
      properties: pick((input) => !top.includes(input)),
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

/** Returns the name that azure-native chooses for a resource without one. */
export const automatic = (name: string): string => `${name}1234abcd`;

/** Resource ids are a list in azure-native and the keys of an object in ARM. */
const armIdentity = (value: unknown): unknown => {
  const { userAssignedIdentities: ids, ...rest } = value as { userAssignedIdentities?: string[] };
  return ids === undefined
    ? rest
    : { ...rest, userAssignedIdentities: Object.fromEntries(ids.map((id) => [id, {}])) };
};

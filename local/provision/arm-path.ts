import type { Inputs } from "./inputs.ts";

/**
 * ARM's path of a resource type, as in its API definition, with the name of each input in braces:
 * `/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers/Microsoft.Batch/batchAccounts/{accountName}`.
 */
export type ArmPath = `/${string}`;

/** Subscription of all resources of the local cloud. */
export const subscriptionId = "00000000-0000-0000-0000-000000000000";

export const resourceGroupPath = "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}";

/** Returns the inputs that are part of a resource's id. */
export const namesIn = (path: ArmPath): string[] =>
  [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!).filter((name) => name !== "subscriptionId");

/** Returns the input that is the resource's own name. */
export const ownName = (path: ArmPath): string => namesIn(path).at(-1)!;

export const idOf = (path: ArmPath, inputs: Inputs): string =>
  path.replaceAll(/\/?\{(\w+)\}/g, (braces, name) => {
    const value = name === "subscriptionId" ? subscriptionId : String(inputs[name]);
    // A scope is an id, which begins with a slash.
    return braces.startsWith("/") && !value.startsWith("/") ? `/${value}` : value;
  });

/** Parses the inputs in an id; undefined if the id is of another type. */
export const inputsOf = (path: ArmPath, id: string): Inputs | undefined => {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!);
  const pattern = path
    .replaceAll(/[.$]/g, "\\$&")
    .replaceAll(/\/\{(scope|resourceUri)\}/g, "(/.+)")
    .replaceAll(/\{\w+\}/g, "([^/]+)");
  const values = new RegExp(`^${pattern}$`, "i").exec(id)?.slice(1);
  if (!values) return undefined;
  return Object.fromEntries(
    names.map((name, index) => [name, values[index]!]).filter(([name]) => name !== "subscriptionId"),
  );
};

/** Returns the id of the resource's parent; undefined if that is the subscription. */
export const parentOf = (path: ArmPath, inputs: Inputs): string | undefined => {
  const end = path.lastIndexOf("}", path.lastIndexOf("{")) + 1;
  const parent = idOf(path.slice(0, end) as ArmPath, inputs);
  return /^\/subscriptions\/[^/]+$/.test(parent) ? undefined : parent;
};

/** azure-native's generated names: Pulumi's name with eight hexadecimal digits, a copy of Pulumi's name, or a GUID. */
type AutoName = "random" | "copy" | "uuid";

/** Follows AutoName in provider/pkg/openapi of pulumi-azure-native: nested resources copy Pulumi's name. */
export const autoNameOf = (path: ArmPath): AutoName => {
  if (ownName(path) === "roleAssignmentName") return "uuid";
  const within = path.split("/providers/").at(-1)!;
  return !path.includes("/providers/") || within.split("{").length === 2 ? "random" : "copy";
};

/** `Microsoft.Batch/batchAccounts/pools` */
export const armTypeOf = (path: ArmPath): string => {
  const names = path.split("/").filter((part) => part !== "" && !part.startsWith("{"));
  const provider = names.lastIndexOf("providers");
  return provider === -1 ? `Microsoft.Resources/${names.join("/")}` : names.slice(provider + 1).join("/");
};

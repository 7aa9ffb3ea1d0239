import type { Inputs } from "./inputs.ts";

/**
 * ARM's path of a resource type, as its API definition has it, with a name in braces for each input that is part of it:
 * `/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers/Microsoft.Batch/batchAccounts/{accountName}`.
 */
export type ArmPath = `/${string}`;

/** All resources of the local cloud are in this subscription. */
export const subscriptionId = "00000000-0000-0000-0000-000000000000";

export const resourceGroupPath = "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}";

/** The inputs that are part of a resource's id. Another value is another resource. */
export const namesIn = (path: ArmPath): string[] =>
  [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!).filter((name) => name !== "subscriptionId");

/** The input that is the name of the resource itself. */
export const ownName = (path: ArmPath): string => namesIn(path).at(-1)!;

export const idOf = (path: ArmPath, inputs: Inputs): string =>
  path.replaceAll(/\/?\{(\w+)\}/g, (braces, name) => {
    const value = name === "subscriptionId" ? subscriptionId : String(inputs[name]);
    // A scope is an id, which brings its slash.
    return braces.startsWith("/") && !value.startsWith("/") ? `/${value}` : value;
  });

/** The inputs that an id says; undefined if it is of another type. */
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

/** Id of what the resource lives in; undefined where that is the subscription. */
export const parentOf = (path: ArmPath, inputs: Inputs): string | undefined => {
  const end = path.lastIndexOf("}", path.lastIndexOf("{")) + 1;
  const parent = idOf(path.slice(0, end) as ArmPath, inputs);
  return /^\/subscriptions\/[^/]+$/.test(parent) ? undefined : parent;
};

/** How azure-native ends a name of its own choice: with eight hexadecimal digits, or not at all; or it is a GUID. */
type AutoName = "random" | "copy" | "uuid";

/** The rule of pulumi-azure-native, provider/pkg/openapi, AutoName: nested resources copy Pulumi's name. */
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

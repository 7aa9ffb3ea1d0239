import { roles } from "../../infra/access.ts";
import { type DeclaredResource, generatedName, idOf } from "../helpers/declared-resources.ts";

/**
 * Returns a Mermaid flow chart of the declared resources. Arrows lead from a resource to those that its inputs name, dotted arrows
 * from a principal to the scope of its role. Resources that `least` doesn't declare have a dashed border.
 */
export const resourceGraph = (
  all: readonly DeclaredResource[],
  least: readonly DeclaredResource[],
): string => {
  const resources = all.filter(({ type }) => type.startsWith("azure-native:"));
  const assignments = resources.filter(({ type }) => type.endsWith(":RoleAssignment"));
  const group = resources.find(({ type }) => type.endsWith(":ResourceGroup"));
  const shown = resources
    .filter((each) => each !== group && !assignments.includes(each))
    .sort((one, other) => (key(one) < key(other) ? -1 : 1));
  const target = targetsOf(shown);
  const references = shown.flatMap((from) =>
    [...new Set(textsIn(from.inputs).map(target))]
      .filter((to) => to !== undefined && to !== key(from))
      .map((to) => `  ${key(from)} --> ${to}`),
  );
  const given = Object.groupBy(
    assignments,
    ({ inputs }) => `${holder(inputs, shown)} ${target(String(inputs.scope))}`,
  );
  const rolesGiven = Object.entries(given).map(([ends, same = []]) => {
    const [from, to] = ends.split(" ");
    return `  ${from} -. "${same
      .map(({ inputs }) => roleName(inputs))
      .sort()
      .join("<br/>")}" .-> ${to}`;
  });
  const isExtra = (resource: DeclaredResource): boolean =>
    !least.some(({ type, name }) => type === resource.type && name === resource.name);
  return [
    "flowchart TB",
    `  subgraph group["Resource group"]`,
    ...shown.map((resource) => `    ${key(resource)}["${label(resource)}"]`),
    "  end",
    ...[...new Set(textsIn(resources.map(({ inputs }) => inputs)))]
      .filter(isOutside)
      .sort()
      .map((id) => `  ${outside(id)}`),
    `  operators(["your operators"])`,
    ...references,
    ...rolesGiven.sort(),
    "  classDef extra stroke-dasharray: 4 3",
    `  class ${shown.filter(isExtra).map(key).join(",")} extra`,
  ].join("\n");
};

const key = ({ type, name }: DeclaredResource): string =>
  `${type.split(":")[2]}_${name.replaceAll("-", "_")}`;

/** Returns a resource's label: its kind and its name. */
const label = ({ type, name }: DeclaredResource): string => {
  const kind = type
    .split(":")[2]!
    .replace(/([a-z])([A-Z])/g, (_, end, begin) => `${end} ${begin.toLowerCase()}`);
  return `${kind}<br/>${name}`;
};

const textsIn = (value: unknown): string[] => {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
};

/** Finds the resource that a text refers to: by the id or the account name that the mocks assign, or by the id of a resource outside the stack. */
const targetsOf =
  (resources: readonly DeclaredResource[]) =>
  (text: string): string | undefined => {
    const owner = resources.find(
      (each) => text === idOf(each) || (isAccount(each) && text === generatedName(each.type, each.name)),
    );
    if (owner !== undefined) return key(owner);
    return isOutside(text) ? outsideKey(text) : undefined;
  };

/** Only accounts are named in inputs; other resources by id. */
const isAccount = ({ type }: DeclaredResource): boolean => type.endsWith("Account");

const isOutside = (text: string): boolean =>
  /^\/subscriptions\/.*\/providers\/(?!Microsoft\.Authorization)/.test(text);
const outsideKey = (id: string): string => id.split("/").at(-2)!;
const outside = (id: string): string => `${outsideKey(id)}(["your ${singular(outsideKey(id))}"])`;
const singular = (plural: string): string => plural.replace(/ies$/, "y").replace(/s$/, "");

const holder = (inputs: Record<string, unknown>, shown: readonly DeclaredResource[]): string => {
  const identity = shown.find(({ type }) => type.endsWith(":UserAssignedIdentity"));
  return inputs.principalId === mockedIdentity && identity ? key(identity) : "operators";
};

/** Principal id that the mocks assign to every identity. */
const mockedIdentity = "55555555-5555-5555-5555-555555555555";

/** Returns Azure's name of a role, such as "Storage Blob Data Reader" for `storageBlobDataReader`. */
const roleName = ({ roleDefinitionId }: Record<string, unknown>): string => {
  const id = String(roleDefinitionId).split("/").at(-1);
  const [name = "a role"] = Object.entries(roles).find(([, each]) => each === id) ?? [];
  const words = name
    .replace(/[A-Z]/g, (letter) => ` ${letter}`)
    .replace(/^./, (letter) => letter.toUpperCase());
  return words.replace(/^Batch/, "Azure Batch").replace("Acr Pull", "AcrPull");
};

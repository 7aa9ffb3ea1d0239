import { isDeepStrictEqual } from "node:util";
import type { ApiDefinition, ApiDifference, Schema } from "../schema.ts";

/** Returns the operations and definitions of `other` that differ from `base`. */
export const differenceOf = (base: ApiDefinition, other: ApiDefinition): ApiDifference => ({
  operations: changes(base.operations, other.operations),
  definitions: changes(base.definitions, other.definitions),
});

/** Removes the definitions that no operation refers to. */
export const withoutUnused = ({ operations, definitions }: ApiDefinition): ApiDefinition => {
  const used = new Set<string>(["BatchError"]);
  const visit = (name: string): void => {
    const schema = definitions[name];
    if (schema === undefined || (used.has(name) && name !== "BatchError")) return;
    used.add(name);
    for (const inner of refsOf(schema)) if (!used.has(inner)) visit(inner);
  };
  visit("BatchError");
  for (const { body, responses } of Object.values(operations))
    for (const name of [body, ...Object.values(responses)]) if (typeof name === "string") visit(name);
  const kept = Object.entries(definitions).filter(([name]) => used.has(name));
  return { operations, definitions: Object.fromEntries(kept) };
};

const refsOf = ({ $ref, items, additionalProperties, properties = {} }: Schema): string[] => [
  ...($ref === undefined ? [] : [$ref]),
  ...[items, additionalProperties, ...Object.values(properties)].flatMap((each) =>
    each === undefined ? [] : refsOf(each),
  ),
];

const changes = <T>(base: Record<string, T>, other: Record<string, T>): Record<string, T | null> => ({
  ...Object.fromEntries(
    Object.keys(base)
      .filter((name) => !(name in other))
      .map((name) => [name, null]),
  ),
  ...Object.fromEntries(
    Object.entries(other).filter(([name, value]) => !isDeepStrictEqual(value, base[name])),
  ),
});

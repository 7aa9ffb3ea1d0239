import { isDeepStrictEqual } from "node:util";
import type { ApiDefinition, ApiDifference, Patch, Schema } from "../schema.ts";

/** Returns the operations and definitions of `other` that differ from `base`. */
export const differenceOf = (base: ApiDefinition, other: ApiDefinition): ApiDifference => ({
  operations: changes(base.operations, other.operations),
  definitions: patchTo(base.definitions, other.definitions),
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
  ...removals(base, other),
  ...Object.fromEntries(
    Object.entries(other).filter(([name, value]) => !isDeepStrictEqual(value, base[name])),
  ),
});

/** Returns the merge patch (RFC 7396) from one object to another. */
const patchTo = (from: object, to: object): Record<string, Patch> => {
  const before = new Map<string, unknown>(Object.entries(from));
  const changed = Object.entries(to)
    .filter(([name, value]) => !isDeepStrictEqual(value, before.get(name)))
    .map(([name, value]): [string, Patch] => {
      const known = before.get(name);
      return [name, isObject(value) && isObject(known) ? patchTo(known, value) : value];
    });
  return { ...removals(from, to), ...Object.fromEntries(changed) };
};

const removals = (from: object, to: object): Record<string, null> =>
  Object.fromEntries(
    Object.keys(from)
      .filter((name) => !(name in to))
      .map((name) => [name, null]),
  );

const isObject = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !Array.isArray(value);

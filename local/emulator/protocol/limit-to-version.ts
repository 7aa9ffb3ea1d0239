import { earlierForm } from "./forms/forms.ts";
import type { Schema } from "./schema.ts";
import type { OperationId } from "./types.ts";
import { type ApiVersion, definitionOf, operationOf } from "./versions.ts";

/**
 * Returns a response's body in the API version's form: without the properties that the version doesn't have, such as those that a
 * client of a newer version set, and with enum values as the service spells them. The body isn't changed; it is returned itself if
 * nothing differs.
 */
export const knownPart = (
  { version, operation, status }: { version: ApiVersion; operation: OperationId; status: number },
  body: object,
): object => {
  const name = operationOf(version, operation).responses[status];
  if (name === undefined || name === null) return body;
  return knownOf({ version, schema: { $ref: name } }, body) as object;
};

interface Place {
  readonly version: ApiVersion;
  readonly schema: Schema;
}

const knownOf = ({ version, schema }: Place, value: unknown): unknown => {
  if (value === null || typeof value !== "object") return value;
  if (schema.$ref !== undefined) {
    const target = definitionOf(version).definitions[schema.$ref];
    if (target === undefined) return value;
    return knownOf({ version, schema: target }, earlierForm({ version, definition: schema.$ref }, value));
  }
  if (Array.isArray(value)) return knownItems({ version, schema: schema.items ?? {} }, value);
  return schema.properties === undefined ? value : knownProperties({ version, schema }, value);
};

const knownItems = (place: Place, items: readonly unknown[]): readonly unknown[] => {
  const known = items.map((item) => knownOf(place, item));
  return known.every((item, at) => item === items[at]) ? items : known;
};

const knownProperties = ({ version, schema }: Place, value: object): object => {
  let isWhole = true;
  const entries: [string, unknown][] = [];
  for (const [name, given] of Object.entries(value)) {
    const property = schema.properties?.[name];
    const known =
      property === undefined ? given : spelled(name, knownOf({ version, schema: property }, given));
    const isKnown = property !== undefined || name.startsWith("odata.");
    if (isKnown) entries.push([name, known]);
    if (!isKnown || known !== given) isWhole = false;
  }
  return isWhole ? value : Object.fromEntries(entries);
};

/** Enum values that the service spells unlike its definition, by property. Recorded by Azure's SDK teams from 2019 to 2024. */
const spellings: ReadonlyMap<string, readonly string[]> = new Map([
  ["nodeFillType", ["Spread", "Pack"]],
  ["uploadCondition", ["TaskSuccess", "TaskFailure", "TaskCompletion"]],
]);

const spelled = (property: string, value: unknown): unknown => {
  const words = spellings.get(property);
  if (words === undefined || typeof value !== "string") return value;
  return words.find((word) => word.toLowerCase() === value.toLowerCase()) ?? value;
};

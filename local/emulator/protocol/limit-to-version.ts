import { earlierForm } from "./forms/forms.ts";
import type { Schema } from "./schema.ts";
import { isSecret } from "./secrets.ts";
import { spelled } from "./spelling.ts";
import type { OperationId } from "./types.ts";
import { type ApiVersion, definitionOf, operationOf } from "./versions.ts";

/**
 * Returns a response's body in the API version's form: without the properties that the version doesn't have, such as those that a
 * client of a newer version set, without secrets, and with enum values as the service spells them. The body isn't changed; it is
 * returned itself if nothing differs.
 */
export const knownPart = (
  { version, operation, status }: { version: ApiVersion; operation: OperationId; status: number },
  body: object,
): object => {
  const name = operationOf(version, operation).responses[status];
  if (name === undefined || name === null) return body;
  return knownOf({ version, schema: { $ref: name }, name }, body) as object;
};

interface Place {
  readonly version: ApiVersion;
  readonly schema: Schema;
  /** Name of the definition. */
  readonly name: string;
}

const knownOf = (place: Place, value: unknown): unknown => {
  const { version, schema } = place;
  if (value === null || typeof value !== "object") return value;
  if (schema.$ref !== undefined) {
    const target = definitionOf(version).definitions[schema.$ref];
    if (target === undefined) return value;
    const place = { version, schema: target, name: schema.$ref };
    return knownOf(place, earlierForm({ version, definition: schema.$ref }, value));
  }
  if (Array.isArray(value)) return knownItems({ ...place, schema: schema.items ?? {} }, value);
  return schema.properties === undefined ? value : knownProperties(place, value);
};

const knownItems = (place: Place, items: readonly unknown[]): readonly unknown[] => {
  const known = items.map((item) => knownOf(place, item));
  if (known.every((item, at) => item === items[at])) return items;
  // Before 2018-12-01.8.0, a resource file was always a blob: nothing is left of those that are containers.
  return place.schema.$ref === "ResourceFile" ? known.filter((item) => !isEmpty(item)) : known;
};

const isEmpty = (value: unknown): boolean =>
  value !== null && typeof value === "object" && Object.keys(value).length === 0;

const knownProperties = (place: Place, value: object): object => {
  const { schema, name: definition } = place;
  let isWhole = true;
  const entries: [string, unknown][] = [];
  for (const [name, given] of Object.entries(value)) {
    const property = schema.properties?.[name];
    const known =
      property === undefined
        ? given
        : spelled(definition, name, knownOf({ ...place, schema: property }, given));
    const isKnown = property === undefined ? name.startsWith("odata.") : !isSecret(definition, name);
    if (isKnown) entries.push([name, known]);
    if (!isKnown || known !== given) isWhole = false;
  }
  return isWhole ? value : Object.fromEntries(entries);
};

import { BatchError } from "../errors.ts";
import type { OperationDefinition, Schema } from "../schema.ts";
import { type ApiVersion, definitionOf } from "../versions.ts";
import { type Change, changes, type Properties } from "./changes.ts";

/** A definition of an API version. */
interface Place {
  readonly version: ApiVersion;
  readonly definition: string;
}

/**
 * Returns the present form of a request's body: that of the versions since the newest of `changes`, which is the only one that operations
 * know. The body isn't changed.
 */
export const presentForm = ({ version, definition }: Place, body: unknown): unknown =>
  isEarlier(version) ? presentValue(version, { $ref: definition }, body) : body;

/** Returns the version's form of an object in a response. The objects in it keep the present form. */
export const earlierForm = (place: Place, sent: unknown): unknown =>
  isEarlier(place.version) && isProperties(sent)
    ? changesAfter(place).reduce((form, { earlier }) => earlier?.(form) ?? form, sent)
    : sent;

/** Returns a query whose `$select` has the present names of properties. */
export const presentQuery = <Query extends { $select?: string | number | boolean }>(
  { version, operation }: { version: ApiVersion; operation: OperationDefinition },
  query: Query,
): Query => {
  const name = operation.responses[200];
  if (query.$select === undefined || typeof name !== "string" || !isEarlier(version)) return query;
  const definition = definitionOf(version).definitions[name]?.properties?.value?.items?.$ref ?? name;
  const names = Object.assign({}, ...changesAfter({ version, definition }).map((change) => change.names));
  const $select = String(query.$select).replaceAll(/\w+/g, (each) => names[each] ?? each);
  return { ...query, $select };
};

/** Returns an error with the version's names of properties. Other errors than `BatchError` are returned themselves. */
export const earlierError = (version: ApiVersion, error: unknown): unknown => {
  if (!(error instanceof BatchError) || !isEarlier(version)) return error;
  const renames = changes
    .filter(({ since }) => since > version)
    .flatMap(({ names = {} }) => Object.entries(names));
  const earlier = new Map(renames.map(([name, present]) => [present, name]));
  const values = error.values.map(({ key, value }): [string, string] => [
    key,
    /^Property(Name|Path)$/.test(key) ? value.replaceAll(/\w+/g, (name) => earlier.get(name) ?? name) : value,
  ]);
  return new BatchError(error.code, Object.fromEntries(values));
};

/** Returns whether requests and responses of a version are translated to and from the present form. */
export const isEarlier = (version: ApiVersion): boolean => version < presentSince;

const presentSince = changes.reduce<string>((newest, { since }) => (since > newest ? since : newest), "");

const presentValue = (version: ApiVersion, schema: Schema, value: unknown): unknown => {
  const { $ref, items, properties } = schema;
  if ($ref !== undefined) {
    const form = presentValue(version, definitionOf(version).definitions[$ref] ?? {}, value);
    if (!isProperties(form)) return form;
    const place = { version, definition: $ref };
    return changesAfter(place).reduceRight((given, { later }) => later?.(given) ?? given, form);
  }
  if (Array.isArray(value) && items !== undefined)
    return value.map((item) => presentValue(version, items, item));
  if (!isProperties(value) || properties === undefined) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [name, presentValue(version, properties[name] ?? {}, each)]),
  );
};

const isProperties = (value: unknown): value is Properties =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Returns the changes of a definition after a version, newest first. */
const changesAfter = ({ version, definition }: Place): readonly Change[] => {
  if (!isEarlier(version)) return [];
  return changes.filter(({ since, definitions }) => since > version && definitions.includes(definition));
};

/**
 * Generates types.ts from azure-batch.json. Run `npm run generate` after a change of azure-batch.json.
 */
import { writeFileSync } from "node:fs";
import { isEarlier } from "./forms/forms.ts";
import type { ApiDefinition, OperationDefinition, Schema } from "./schema.ts";
import { apiVersions, definitionOf } from "./versions.ts";

/**
 * Returns the TypeScript of all definitions and operations of these API versions. A type fits every version: it has the
 * properties of all, and requires what all require. `earlier` versions, whose requests and responses are translated, only add
 * operations and definitions that the others don't have.
 */
export const generateTypes = (
  versions: readonly ApiDefinition[],
  earlier: readonly ApiDefinition[] = [],
): string => {
  const definitions = sorted([
    ...grouped(earlier.map((version) => version.definitions)),
    ...grouped(versions.map((version) => version.definitions)),
  ]);
  const operations = sorted([
    ...grouped(earlier.map((version) => version.operations)),
    ...grouped(versions.map((version) => version.operations)),
  ]);
  return [
    "// Generated from azure-batch.json by generate-types.ts. Don't edit: run `npm run generate`.",
    alias("export type OperationId", [...operations.keys()].map(quoted)),
    bodies(operations),
    ...[...definitions]
      .filter(([, schemas]) => !schemas.some(isListPage))
      .map(([name, schemas]) => declaration(name, schemas)),
  ].join("\n\n");
};

/** Returns what the versions have under each name, in the order of the names. */
const grouped = <T>(records: readonly Readonly<Record<string, T>>[]): Map<string, T[]> => {
  const names = [...new Set(records.flatMap((record) => Object.keys(record)))].sort();
  return new Map(
    names.map((name) => [
      name,
      records.flatMap((record) => (record[name] === undefined ? [] : [record[name]])),
    ]),
  );
};

const sorted = <T>(entries: readonly [string, T][]): Map<string, T> =>
  new Map([...new Map(entries)].sort(([a], [b]) => (a < b ? -1 : 1)));

/** odata/paging.ts writes every list's page. */
const isListPage = ({ properties }: Schema): boolean => properties?.["odata.nextLink"] !== undefined;

const bodies = (operations: ReadonlyMap<string, readonly OperationDefinition[]>): string =>
  block(
    "/** Request bodies by operation; an operation that isn't listed takes none. */\nexport interface RequestBodies",
    [...operations].flatMap(([id, versions]) => {
      const types = new Set(versions.flatMap(({ body }) => body ?? []));
      if (versions.some(({ bodyOptional }) => bodyOptional === true)) types.add("undefined");
      return types.size === 0 ? [] : union(`  readonly ${id}:`, [...types]);
    }),
  );

const declaration = (name: string, schemas: readonly Schema[]): string => {
  if (schemas.every(({ properties }) => properties === undefined))
    return alias(`export type ${name}`, typesOf(schemas));
  const properties = grouped(schemas.map((schema) => schema.properties ?? {}));
  return block(
    `export interface ${name}`,
    [...properties].flatMap(([key, versions]) => {
      const types = typesOf(versions);
      const isRequired = schemas.every(({ required }) => required?.includes(key));
      return types.length === 0 ? [] : union(`  readonly ${key}${isRequired ? "" : "?"}:`, types);
    }),
  );
};

/** Returns the members of a union, without repetition: none for properties that are only known to be read-only. */
const typesOf = (schemas: readonly Schema[]): string[] => [...new Set(schemas.flatMap(typeOf))];

const typeOf = ({ $ref, enum: values, type, items, additionalProperties }: Schema): string[] => {
  if ($ref !== undefined) return [$ref];
  if (values !== undefined) return values.map(quoted);
  if (type === "array") return [`readonly ${arrayItem(typeOf(items ?? {}))}[]`];
  if (type === "object")
    return [`Readonly<Record<string, ${additionalProperties === undefined ? "unknown" : "string"}>>`];
  if (type === "integer") return ["number"];
  return type === undefined ? [] : [type];
};

const arrayItem = (types: readonly string[]): string =>
  types.length === 1 ? String(types[0]) : `(${types.join(" | ")})`;

const quoted = (text: string): string => JSON.stringify(text);

const block = (head: string, lines: readonly string[]): string => [`${head} {`, ...lines, "}"].join("\n");

const alias = (head: string, types: readonly string[]): string => union(`${head} =`, types).join("\n");

const lineWidth = 110;

/** Returns the lines of a union as Biome formats them. */
const union = (head: string, types: readonly string[]): string[] => {
  const line = `${head} ${types.join(" | ")};`;
  if (line.length <= lineWidth) return [line];
  const indent = head.startsWith(" ") ? "    " : "  ";
  return [head, ...types.map((type, at) => `${indent}| ${type}${at === types.length - 1 ? ";" : ""}`)];
};

/** Returns the content of types.ts. */
export const currentTypes = (): string => {
  const [earlier, present] = [apiVersions.filter(isEarlier), apiVersions.filter((each) => !isEarlier(each))];
  return `${generateTypes(present.map(definitionOf), earlier.map(definitionOf))}\n`;
};

if (import.meta.main) writeFileSync(new URL("./types.ts", import.meta.url), currentTypes());

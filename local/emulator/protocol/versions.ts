import { readFileSync } from "node:fs";
import type { ApiDefinition, ApiDifference, OperationDefinition } from "./schema.ts";
import type { OperationId } from "./types.ts";

/** The API versions whose definitions azure-batch.json has, oldest first. */
export const apiVersions = ["2022-10-01.16.0", "2024-02-01.19.0", "2024-07-01.20.0", "2025-06-01"] as const;
export type ApiVersion = (typeof apiVersions)[number];

export const isApiVersion = (value: unknown): value is ApiVersion =>
  apiVersions.some((version) => version === value);

/**
 * Versions that are read as the next newer one of `apiVersions`, whose additions are optional. Tried with azure-batch 10 to 14 of
 * PyPI, one for each version.
 */
const readAs: Readonly<Record<string, ApiVersion>> = {
  "2020-09-01.12.0": "2022-10-01.16.0",
  "2021-06-01.14.0": "2022-10-01.16.0",
  "2022-01-01.15.0": "2022-10-01.16.0",
  "2023-05-01.17.0": "2024-02-01.19.0",
  "2023-11-01.18.0": "2024-02-01.19.0",
};

/** Returns the version whose definition reads a request of that version; undefined for an unknown version. */
export const understoodAs = (value: unknown): ApiVersion | undefined => {
  if (isApiVersion(value)) return value;
  return typeof value === "string" && Object.hasOwn(readAs, value) ? readAs[value] : undefined;
};

/** An operation of a version. For `Exists` operations, Azure's definition counts 404 as a success. */
interface Operation {
  operationId: OperationId;
  method: string;
  path: string;
  successStatuses: number[];
}

/** Returns the operations of an API version, in the order of their ids. */
export const operations = (version: ApiVersion): Operation[] =>
  Object.entries(definitionOf(version).operations).map(([id, { method, path, responses }]) => ({
    // types.ts is generated from the same file.
    operationId: id as OperationId,
    method,
    path,
    successStatuses: Object.keys(responses).map(Number),
  }));

/** Returns Azure's definition of an operation. Throws if the version doesn't have it. */
export const operationOf = (version: ApiVersion, operation: OperationId): OperationDefinition => {
  const found = definitionOf(version).operations[operation];
  if (found === undefined) throw new Error(`API version ${version} has no operation ${operation}.`);
  return found;
};

/** Returns Azure's definition of a version. */
export const definitionOf = (version: ApiVersion): ApiDefinition => {
  const found = merged.get(version);
  if (found !== undefined) return found;
  const { base, differences } = derivedFile();
  const made = withDifference(base, differences[version]);
  merged.set(version, made);
  return made;
};

interface DerivedFile {
  base: ApiDefinition;
  differences: Partial<Record<ApiVersion, ApiDifference>>;
}

const merged = new Map<ApiVersion, ApiDefinition>();

const derivedFile = (): DerivedFile =>
  JSON.parse(readFileSync(new URL("./azure-batch.json", import.meta.url), "utf8")) as DerivedFile;

const withDifference = (base: ApiDefinition, difference: ApiDifference | undefined): ApiDefinition => ({
  operations: withChanges(base.operations, difference?.operations),
  definitions: withChanges(base.definitions, difference?.definitions),
});

const withChanges = <T>(base: Record<string, T>, changes: Record<string, T | null> = {}): Record<string, T> =>
  Object.fromEntries(
    Object.entries<T | null>({ ...base, ...changes })
      .filter((entry): entry is [string, T] => entry[1] !== null)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );

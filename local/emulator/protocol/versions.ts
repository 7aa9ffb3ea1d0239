import { readFileSync } from "node:fs";
import { mergePatch } from "./merge-patch.ts";
import type { ApiDefinition, ApiDifference, OperationDefinition } from "./schema.ts";
import type { OperationId } from "./types.ts";

/** The API versions that the emulator speaks, oldest first. azure-batch.json defines each of them. */
export const apiVersions = [
  "2018-03-01.6.1",
  "2018-08-01.7.0",
  "2018-12-01.8.0",
  "2019-06-01.9.0",
  "2019-08-01.10.0",
  "2020-03-01.11.0",
  "2020-09-01.12.0",
  "2021-06-01.14.0",
  "2022-01-01.15.0",
  "2022-10-01.16.0",
  "2023-05-01.17.0",
  "2023-11-01.18.0",
  "2024-02-01.19.0",
  "2024-07-01.20.0",
  "2025-06-01",
] as const;
export type ApiVersion = (typeof apiVersions)[number];

/** The version that azure-batch.json defines as a whole. */
export const baseVersion: ApiVersion = "2024-07-01.20.0";

/** Returns the version that another one is defined by, as a difference: its neighbor towards the base, which has none. */
export const neighborOf = (version: ApiVersion): ApiVersion | undefined => {
  const at = apiVersions.indexOf(version);
  const base = apiVersions.indexOf(baseVersion);
  return at === base ? undefined : apiVersions[at < base ? at + 1 : at - 1];
};

export const isApiVersion = (value: unknown): value is ApiVersion =>
  apiVersions.some((version) => version === value);

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
  const neighbor = neighborOf(version);
  const { base, differences } = derivedFile();
  const made = withDifference(neighbor === undefined ? base : definitionOf(neighbor), differences[version]);
  merged.set(version, made);
  return made;
};

interface DerivedFile {
  base: ApiDefinition;
  differences: Partial<Record<ApiVersion, ApiDifference>>;
}

const merged = new Map<ApiVersion, ApiDefinition>();

let file: DerivedFile | undefined;

const derivedFile = (): DerivedFile => {
  file ??= JSON.parse(readFileSync(new URL("./azure-batch.json", import.meta.url), "utf8")) as DerivedFile;
  return file;
};

const withDifference = (
  { operations, definitions }: ApiDefinition,
  difference: ApiDifference | undefined,
): ApiDefinition => ({
  operations: sorted({ ...operations, ...difference?.operations }),
  definitions: sorted(mergePatch(definitions, difference?.definitions ?? {})),
});

const sorted = <T>(record: Record<string, T | null>): Record<string, T> =>
  Object.fromEntries(
    Object.entries(record)
      .filter((entry): entry is [string, T] => entry[1] !== null)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );

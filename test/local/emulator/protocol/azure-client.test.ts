import assert from "node:assert/strict";
import { statSync } from "node:fs";
import { BatchServiceClient, BatchSharedKeyCredentials } from "@azure/batch";
import type { OperationDefinition, Schema } from "../../../../local/emulator/protocol/schema.ts";
import { definitionOf } from "../../../../local/emulator/protocol/versions.ts";
import {
  type JsonSchema,
  type Mapper,
  type OperationSpec,
  operationSpecOf,
  schemaOfMapper,
} from "../../../helpers/client-mappers.ts";

const file = new URL("../../../../local/emulator/protocol/azure-batch.json", import.meta.url);

/** The version that @azure/batch 10.2.0 speaks. The other versions are stored as differences from one base. */
const { operations, definitions } = definitionOf("2022-10-01.16.0");

describe("azure-batch.json", () => {
  let specs: OperationSpec[];
  before(async () => {
    specs = await allOperations();
  });

  it("has the operations of @azure/batch, with their query, body and responses", () => {
    const known = Object.values(operations).map(summary).sort();
    assert.deepEqual(specs.map(clientSummary).sort(), known);
    assert.deepEqual(specs.flatMap(queryProblems), []);
  });

  it("has the properties of @azure/batch: type, values, limits, required, read-only", () => {
    const checked = new Set<string>();
    const problems = specs.flatMap((spec) => definitionProblems(spec, checked));
    // Retired: derive/limits.ts says why it is optional here.
    const retired = "PoolUpdatePropertiesParameter: certificateReferences is required by the client only";
    assert.deepEqual(problems, [retired]);
    assert(checked.size > 150, `only ${checked.size} definitions compared`);
  });

  it("stays below 200 KB", () => {
    assert(statSync(file).size < 200_000);
  });
});

/** Returns the operations of Azure's client, without those for the following pages of lists. */
const allOperations = async (): Promise<OperationSpec[]> => {
  const client = new BatchServiceClient(new BatchSharedKeyCredentials("account", "a2V5"), "http://127.0.0.1");
  const groups = Object.values(client).filter(
    (group) => typeof group === "object" && group !== null && "client" in group,
  );
  const found: OperationSpec[] = [];
  for (const group of groups)
    for (const name of Object.getOwnPropertyNames(Object.getPrototypeOf(group))) {
      const spec = await operationSpecOf(client, async () => group[name]());
      if (spec !== undefined && spec.path !== "{nextLink}") found.push(spec);
    }
  return found;
};

const summary = ({ method, path, query, body = "", responses }: OperationDefinition): string =>
  [method, path, Object.keys(query).sort(), body, JSON.stringify(responses)].join(" ");

const clientSummary = ({ httpMethod, path, queryParameters = [], requestBody, responses }: OperationSpec) => {
  const query = queryParameters.map(({ mapper }) => mapper.serializedName!);
  const answers = Object.entries(responses)
    .filter(([status]) => status !== "default")
    .map(([status, { bodyMapper }]) => [status, answerOf(bodyMapper)]);
  return [
    httpMethod,
    `/${path}`,
    query.filter((name) => name !== "api-version").sort(),
    requestBody?.mapper.type.className ?? "",
    JSON.stringify(Object.fromEntries(answers)),
  ].join(" ");
};

const answerOf = (mapper: Mapper | undefined): string | null =>
  mapper?.type.name === "Stream" ? "file" : (mapper?.type.className ?? null);

const queryProblems = ({ httpMethod, path, queryParameters = [] }: OperationSpec): string[] => {
  const operation = Object.values(operations).find(
    (each) => each.method === httpMethod && each.path === `/${path}`,
  );
  return queryParameters
    .filter(({ mapper }) => mapper.serializedName !== "api-version")
    .flatMap(({ mapper }) => {
      const name = mapper.serializedName!;
      return schemaProblems(`${path} ${name}`, schemaOfMapper(mapper, refer), operation?.query[name] ?? {});
    });
};

const refer = (className: string): JsonSchema => ({ $ref: className });

/** Returns where azure-batch.json differs from the definitions that an operation refers to, each of them once. */
const definitionProblems = ({ serializer }: OperationSpec, checked: Set<string>): string[] =>
  (Object.values(serializer.modelMappers) as Mapper[]).flatMap(({ type }) => {
    const { className = "", modelProperties } = type;
    const known = definitions[className];
    if (modelProperties === undefined || known === undefined || checked.has(className)) return [];
    checked.add(className);
    return objectProblems(className, Object.values(modelProperties), known);
  });

const objectProblems = (name: string, mappers: readonly Mapper[], known: Schema): string[] => {
  const properties = new Map(mappers.map((mapper) => [propertyName(mapper), mapper]));
  const missing = Object.keys(known.properties ?? {}).filter((each) => !properties.has(each));
  const isRequired = (property: string) => known.required?.includes(property) === true;
  const problems = mappers.flatMap((mapper) => {
    const property = propertyName(mapper);
    const ours = known.properties?.[property];
    const theirs = { ...schemaOfMapper(mapper, refer), ...(mapper.readOnly === true && { readOnly: true }) };
    if (ours === undefined) return [`${property} is missing`];
    return [
      ...(mapper.required === true && !isRequired(property)
        ? [`${property} is required by the client only`]
        : []),
      ...(mapper.required !== true && isRequired(property) ? [`${property} is required here only`] : []),
      ...schemaProblems(property, theirs, ours),
    ];
  });
  return [...missing.map((each) => `${each} is unknown to the client`), ...problems].map(
    (problem) => `${name}: ${problem}`,
  );
};

/** The values of a list's page have no name in the client. */
const propertyName = ({ serializedName = "" }: Mapper): string =>
  serializedName.replaceAll("\\.", ".") || "value";

const schemaProblems = (path: string, theirs: JsonSchema, known: Schema): string[] => {
  // The client's mappers have an enumeration where it is used, Azure's definition by name.
  const ours =
    "enum" in theirs && known.$ref !== undefined ? { ...definitions[known.$ref], ...known } : known;
  return Object.entries(theirs).flatMap(([key, value]) => {
    const own: unknown = Object.entries(ours).find(([name]) => name === key)?.[1];
    if (key === "items" || key === "additionalProperties")
      return schemaProblems(`${path}.${key}`, value as JsonSchema, (own ?? {}) as Schema);
    const isSame = JSON.stringify(own) === JSON.stringify(value) || (value === "number" && own === "integer");
    return isSame ? [] : [`${path}.${key}: ${JSON.stringify(value)}, here ${JSON.stringify(own)}`];
  });
};

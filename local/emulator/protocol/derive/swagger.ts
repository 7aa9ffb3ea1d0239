import type { ApiDefinition, OperationDefinition, Schema } from "../schema.ts";

/** The parts of an OpenAPI 2.0 file that are used. */
export interface Swagger {
  paths: Record<string, Record<string, SwaggerOperation>>;
  definitions: Record<string, SwaggerSchema>;
  parameters: Record<string, SwaggerParameter>;
}

interface SwaggerOperation {
  operationId: string;
  parameters?: (SwaggerParameter & { $ref?: string })[];
  responses: Record<string, { schema?: SwaggerSchema }>;
  "x-ms-pageable"?: unknown;
}

interface SwaggerParameter extends SwaggerSchema {
  name: string;
  in: string;
  schema?: SwaggerSchema;
}

interface SwaggerSchema extends Omit<Schema, "required" | "properties" | "items" | "additionalProperties"> {
  required?: boolean | string[];
  properties?: Record<string, SwaggerSchema>;
  items?: SwaggerSchema;
  additionalProperties?: SwaggerSchema;
}

/** Returns Azure's definition without descriptions: operations with their query, body and responses, and the schemas. */
export const fromSwagger = (swagger: Swagger): ApiDefinition => ({
  operations: Object.fromEntries(
    Object.entries(swagger.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => [
        operation.operationId,
        operationFrom(method.toUpperCase(), path, operation),
      ]),
    ),
  ),
  definitions: mapValues(swagger.definitions, schemaFrom),
});

const operationFrom = (method: string, path: string, operation: SwaggerOperation): OperationDefinition => {
  const parameters = operation.parameters ?? [];
  const body = parameters.find((parameter) => parameter.in === "body");
  // Every operation has `api-version`, as a reference to a shared parameter, which is skipped.
  const query = parameters.filter((parameter) => parameter.in === "query");
  const responses = Object.entries(operation.responses).filter(([status]) => status !== "default");
  return {
    method,
    path,
    query: Object.fromEntries(query.map((parameter) => [parameter.name, schemaFrom(parameter)])),
    ...(body === undefined ? {} : { body: refName(body.schema?.$ref) }),
    ...(body !== undefined && body.required !== true ? { bodyOptional: true } : {}),
    ...(operation["x-ms-pageable"] === undefined ? {} : { paged: true }),
    responses: Object.fromEntries(responses.map(([status, { schema }]) => [status, responseFrom(schema)])),
  };
};

const responseFrom = (schema: SwaggerSchema | undefined): string | null => {
  if (schema === undefined) return null;
  return schema.type === "file" || schema.format === "file" ? "file" : refName(schema.$ref);
};

/** Keywords about the value itself, which Azure's files and azure-batch.json spell alike. */
const keptKeywords = [
  "type",
  "format",
  "enum",
  "minimum",
  "maximum",
  "minLength",
  "maxLength",
  "minItems",
  "maxItems",
  "pattern",
  "readOnly",
] as const;

const schemaFrom = (schema: SwaggerSchema): Schema => {
  const { required, properties, items, additionalProperties, $ref } = schema;
  if ($ref !== undefined)
    return { $ref: refName($ref), ...(schema.readOnly === true ? { readOnly: true } : {}) };
  return {
    // Azure's files omit the type in places (ComputeNodeIdentityReference).
    ...(properties === undefined ? {} : { type: "object" }),
    ...Object.fromEntries(
      keptKeywords.flatMap((key) => (schema[key] === undefined ? [] : [[key, schema[key]]])),
    ),
    ...(Array.isArray(required) && required.length > 0 ? { required: required.toSorted() } : {}),
    ...(properties === undefined ? {} : { properties: mapValues(properties, schemaFrom) }),
    ...(items === undefined ? {} : { items: schemaFrom(items) }),
    ...(additionalProperties === undefined ? {} : { additionalProperties: schemaFrom(additionalProperties) }),
  };
};

const refName = ($ref: string | undefined): string => {
  if ($ref === undefined) throw new Error("body: expected a reference to a definition, got none");
  return $ref.replace(/^#\/definitions\//, "");
};

const mapValues = <T, U>(record: Record<string, T>, map: (value: T) => U): Record<string, U> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));

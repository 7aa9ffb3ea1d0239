import type { ErrorObject } from "ajv";
import type { BatchRequest } from "./batch-request.ts";
import { propertyValues, shown } from "./error-values.ts";
import { BatchError } from "./errors.ts";
import { presentForm, presentQuery } from "./forms/forms.ts";
import { type PrimitiveError, unexpectedNode } from "./primitive.ts";
import { readQuery } from "./read-query.ts";
import { requestCheck } from "./request-schemas.ts";
import type { OperationDefinition } from "./schema.ts";
import type { OperationId } from "./types.ts";
import { type ApiVersion, operationOf } from "./versions.ts";

/** A request as the client sent it. */
interface UncheckedRequest<Id extends OperationId> {
  version: ApiVersion;
  operation: Id;
  /** Decoded parameters; one that is given twice is an array. */
  query?: Readonly<Record<string, unknown>>;
  /** Parsed JSON; undefined for an empty body. Never changed. */
  body?: unknown;
}

/**
 * Reads a request as Azure's definition of the operation says. The body is returned as a copy in the present form, without nulls
 * and read-only properties, with numeric strings as numbers and enum values in Azure's spelling.
 *
 * @throws BatchError with the code that Azure answers, for the first problem.
 */
export const readRequest = <Id extends OperationId>({
  version,
  operation,
  query = {},
  body,
}: UncheckedRequest<Id>): Pick<BatchRequest<Id>, "query" | "body"> => {
  const definition = operationOf(version, operation);
  const read = presentQuery({ version, operation: definition }, readQuery(definition, query));
  if (isDeeper(body, maxDepth))
    throw new BatchError("InvalidRequestBody", {
      Reason: `The body is nested deeper than ${maxDepth} levels`,
    });
  const copy = withoutNulls(body);
  checkBody({ version, definition, body: copy });
  const present =
    definition.body === undefined ? copy : presentForm({ version, definition: definition.body }, copy);
  // The types of bodies are generated from the definitions with the present form.
  return { query: read, body: present as BatchRequest<Id>["body"] };
};

const checkBody = (request: {
  version: ApiVersion;
  definition: OperationDefinition;
  body: unknown;
}): void => {
  const { version, definition, body } = request;
  if (definition.body === undefined || (body === undefined && definition.bodyOptional === true)) return;
  if (body === undefined) throw new BatchError("InvalidRequestBody", { Reason: "A body is required" });
  const check = requestCheck(version, definition.body);
  if (!check(body)) for (const error of check.errors ?? []) throw refusal(error);
};

/** Deeper than any of Azure's types. JSON.parse has no limit, but a recursion over its result would overflow the stack. */
const maxDepth = 32;

const isDeeper = (value: unknown, levels: number): boolean =>
  value !== null &&
  typeof value === "object" &&
  (levels === 0 || Object.values(value).some((each) => isDeeper(each, levels - 1)));

const withoutNulls = (value: unknown): unknown => {
  if (value === null) return undefined;
  if (Array.isArray(value)) return value.map((each) => (each === null ? null : withoutNulls(each)));
  if (typeof value !== "object") return value;
  const kept = Object.entries(value).filter(([, each]) => each !== null);
  return Object.fromEntries(kept.map(([key, each]) => [key, withoutNulls(each)]));
};

const refusal = (error: ErrorObject): BatchError => {
  const path = pathOf(error.instancePath);
  switch (error.keyword) {
    case "required":
      return new BatchError(
        "MissingRequiredProperty",
        propertyValues(inside(path, error.params.missingProperty)),
      );
    case "additionalProperties":
      return unknownProperty(inside(path, error.params.additionalProperty), error.parentSchema?.title);
    case "primitive":
      return refusedValue(path, error.params as PrimitiveError, error.data);
    case "type":
      return refusedValue(
        path,
        unexpectedNode(error.data, error.params.type === "array" ? "StartArray" : "StartObject"),
        error.data,
      );
    default:
      return refusedValue(
        path,
        { code: "InvalidPropertyValue", reason: `The value ${error.message}` },
        error.data,
      );
  }
};

const refusedValue = (path: string, { code, reason }: PrimitiveError, value: unknown): BatchError =>
  new BatchError(code, {
    ...propertyValues(path),
    ...(value !== null && typeof value === "object" ? {} : { PropertyValue: shown(path, value) }),
    Reason: reason,
  });

const unknownProperty = (path: string, type: string): BatchError => {
  const values = propertyValues(path);
  return new BatchError("InvalidRequestBody", {
    ...values,
    Reason: `The property '${values.PropertyName}' does not exist on type 'Microsoft.Azure.Batch.Protocol.Entities.${type}'. Make sure to only use property names that are defined by the type.`,
  });
};

const inside = (path: string, name: string): string => (path === "" ? name : `${path}.${name}`);

/** `/value/3/resourceFiles/0/httpUrl` -> `value[3].resourceFiles[0].httpUrl`. */
const pathOf = (pointer: string): string =>
  pointer
    .slice(1)
    .replaceAll(/\/(\d+)(?=\/|$)/g, "[$1]")
    .replaceAll("/", ".")
    .replaceAll("~1", "/")
    .replaceAll("~0", "~");

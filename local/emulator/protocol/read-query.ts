import { shown } from "./error-values.ts";
import { BatchError } from "./errors.ts";
import { readPrimitive } from "./primitive.ts";
import type { OperationDefinition, Schema } from "./schema.ts";
import { type ApiVersion, apiVersions, isApiVersion } from "./versions.ts";

/** Query parameters by Azure's names, with numbers and booleans converted. */
type Query = Record<string, string | number | boolean>;

/**
 * Reads a query as its operation's definition says. Names are compared without case (2025-06-01 clients write `timeOut`), an
 * empty value counts as absent, and an unknown name is ignored unless it starts with `$`, the sign that OData reserves.
 *
 * @throws BatchError with one of the codes …QueryParameter….
 */
export const readQuery = (
  operation: OperationDefinition,
  query: Readonly<Record<string, unknown>>,
): Query => {
  const schemas = new Map(Object.entries(operation.query).map((entry) => [entry[0].toLowerCase(), entry]));
  if (operation.paged === true) schemas.set("$skiptoken", ["$skiptoken", { type: "string" }]);
  const read: Query = {};
  for (const [given, value] of Object.entries(query)) {
    const known = schemas.get(given.toLowerCase());
    if (known === undefined && given.startsWith("$"))
      throw new BatchError("UnsupportedQueryParameter", { QueryParameterName: given });
    if (known === undefined || value === undefined || value === "") continue;
    const [name, schema] = known;
    read[name] = readParameter({ name, schema, value });
  }
  return read;
};

const readParameter = ({ name, schema, value }: { name: string; schema: Schema; value: unknown }) => {
  const shownValue = { QueryParameterName: name, QueryParameterValue: shown(name, value) };
  if (typeof value !== "string")
    throw new BatchError("InvalidQueryParameterValue", {
      ...shownValue,
      Reason: "The parameter is given more than once",
    });
  const reading = readPrimitive(schema, value);
  if ("value" in reading) return reading.value;
  if (name === "maxresults" && reading.code === "InvalidPropertyValue")
    throw new BatchError("InvalidQueryParameterValue", {
      ...shownValue,
      Reason: Number(value) < 1 ? "MaxResults cannot be less than 1" : reading.reason,
    });
  throw reading.code === "InvalidPropertyValue"
    ? new BatchError("OutOfRangeQueryParameterValue", { ...shownValue, Reason: reading.reason })
    : new BatchError("InvalidQueryParameterValue", {
        ...shownValue,
        Reason: `A value of type ${schema.format ?? schema.type} is expected`,
      });
};

/**
 * Returns the API version of a request.
 *
 * @throws BatchError MissingRequiredQueryParameter or UnsupportedRequestVersion, which lists the supported versions.
 */
export const readApiVersion = (value: unknown): ApiVersion => {
  if (isApiVersion(value)) return value;
  const QueryParameterName = "api-version";
  if (value === undefined || value === null || value === "")
    throw new BatchError("MissingRequiredQueryParameter", { QueryParameterName });
  throw new BatchError("UnsupportedRequestVersion", {
    QueryParameterName,
    QueryParameterValue: shown(QueryParameterName, value),
    Reason: `Supported versions: ${apiVersions.join(", ")}`,
  });
};

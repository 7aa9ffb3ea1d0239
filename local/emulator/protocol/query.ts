import { readPrimitive } from "./primitive.ts";
import { type Problem, problem, shown } from "./problem.ts";
import type { OperationDefinition, Schema } from "./schema.ts";
import { type ApiVersion, understoodAs } from "./versions.ts";

/** The query's values by Azure's names, numbers and booleans converted, and what is wrong with the others. */
export interface QueryReading {
  query: Record<string, string | number | boolean>;
  problems: Problem[];
}

/**
 * Reads a parsed query against the operation: names without case (2025-06-01 clients write `timeOut`), an empty value is an absent one.
 * Of unknown names only those with `$` are refused: OData keeps that sign to itself, and an ignored `$orderby` would be a silent lie.
 */
export const readQuery = (
  operation: OperationDefinition,
  query: Readonly<Record<string, unknown>>,
): QueryReading => {
  const schemas = new Map(Object.entries(operation.query).map((entry) => [entry[0].toLowerCase(), entry]));
  if (operation.paged === true) schemas.set("$skiptoken", ["$skiptoken", { type: "string" }]);
  const reading: QueryReading = { query: {}, problems: [] };
  for (const [given, value] of Object.entries(query)) {
    const known = schemas.get(given.toLowerCase());
    if (known !== undefined) readParameter({ name: known[0], schema: known[1], value }, reading);
    else if (given.startsWith("$"))
      reading.problems.push(problem("UnsupportedQueryParameter", { QueryParameterName: given }));
  }
  return reading;
};

/** The API version by which a query that asks for that one is read, or the problem with it. */
export const readApiVersion = (value: unknown): { version: ApiVersion } | { problem: Problem } => {
  const version = understoodAs(value);
  if (version !== undefined) return { version };
  const QueryParameterName = "api-version";
  if (value === undefined || value === "")
    return { problem: problem("MissingRequiredQueryParameter", { QueryParameterName }) };
  const QueryParameterValue = shown(QueryParameterName, value);
  return { problem: problem("UnsupportedRequestVersion", { QueryParameterName, QueryParameterValue }) };
};

const readParameter = (
  { name, schema, value }: { name: string; schema: Schema; value: unknown },
  reading: QueryReading,
): void => {
  if (value === undefined || value === "") return;
  const read =
    typeof value === "string"
      ? readPrimitive(schema, value)
      : { reason: "The parameter is given more than once" };
  if ("value" in read) {
    reading.query[name] = read.value as string | number | boolean;
    return;
  }
  const isRange = "code" in read && read.code === "InvalidPropertyValue";
  reading.problems.push(
    problem(isRange ? "OutOfRangeQueryParameterValue" : "InvalidQueryParameterValue", {
      QueryParameterName: name,
      QueryParameterValue: shown(name, value),
      Reason:
        "code" in read && !isRange
          ? `A value of type ${schema.format ?? schema.type} is expected`
          : read.reason,
    }),
  );
};

import type { ErrorObject } from "ajv";
import { unexpectedNode } from "./primitive.ts";
import { type Problem, problem, propertyValues, shown } from "./problem.ts";
import { type QueryReading, readQuery } from "./query.ts";
import { type PrimitiveError, requestCheck } from "./request-schemas.ts";
import type { OperationDefinition } from "./schema.ts";
import { type ApiVersion, operationOf } from "./versions.ts";

/** A request before its operation sees it. `operation` is an id (`Pool_Add`) or a method and path template (`POST /pools`). */
interface UncheckedRequest {
  version: ApiVersion;
  operation: string;
  /** Decoded parameters; one that is given twice is an array. */
  query?: Readonly<Record<string, unknown>>;
  /** Parsed JSON; undefined if there was none. Never changed. */
  body?: unknown;
}

/** A request as Azure understands it: use `query` and `body` only if `problems` is empty. */
interface CheckedRequest extends QueryReading {
  /** A copy without nulls and read-only properties, numeric strings as numbers, enum values in Azure's spelling. */
  body: unknown;
}

/**
 * Checks a request against Azure's definition and reads it: the first problem is what Azure would answer with 400. At most one
 * is told of the body.
 */
export const readRequest = ({ version, operation, query = {}, body }: UncheckedRequest): CheckedRequest => {
  const definition = operationOf(version, operation);
  const reading = readQuery(definition, query);
  if (isDeeper(body, maxDepth))
    return { ...reading, problems: [...reading.problems, tooDeep], body: undefined };
  const copy = withoutNulls(body);
  const problems = [...reading.problems, ...bodyProblems({ version, definition, body: copy })];
  return { ...reading, problems, body: copy };
};

const bodyProblems = (request: {
  version: ApiVersion;
  definition: OperationDefinition;
  body: unknown;
}): Problem[] => {
  const { version, definition, body } = request;
  if (definition.body === undefined) return [];
  if (body === undefined)
    return definition.bodyOptional === true
      ? []
      : [problem("InvalidRequestBody", { Reason: "A body is required" })];
  const check = requestCheck(version, definition.body);
  return check(body) ? [] : (check.errors ?? []).slice(0, 1).map(problemFrom);
};

/** Deeper than any of Azure's types; JSON.parse has no limit, but whatever walks or prints its result has one: the stack. */
const maxDepth = 32;

const tooDeep = problem("InvalidRequestBody", {
  Reason: `The body is nested deeper than ${maxDepth} levels`,
});

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

const problemFrom = (error: ErrorObject): Problem => {
  const path = pathOf(error.instancePath);
  switch (error.keyword) {
    case "required":
      return problem("MissingRequiredProperty", propertyValues(inside(path, error.params.missingProperty)));
    case "additionalProperties":
      return unknownProperty(inside(path, error.params.additionalProperty), error.parentSchema?.title);
    case "primitive":
      return refusal(path, error.params as PrimitiveError, error.data);
    case "type":
      return refusal(path, wrongNode(error), error.data);
    default:
      return refusal(
        path,
        { code: "InvalidPropertyValue", reason: `The value ${error.message}` },
        error.data,
      );
  }
};

const wrongNode = (error: ErrorObject): PrimitiveError =>
  unexpectedNode(error.data, error.params.type === "array" ? "StartArray" : "StartObject") as PrimitiveError;

const refusal = (path: string, { code, reason }: PrimitiveError, value: unknown): Problem =>
  problem(code, {
    ...propertyValues(path),
    ...(value !== null && typeof value === "object" ? {} : { PropertyValue: shown(path, value) }),
    Reason: reason,
  });

const unknownProperty = (path: string, type: string): Problem => {
  const values = propertyValues(path);
  return problem("InvalidRequestBody", {
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

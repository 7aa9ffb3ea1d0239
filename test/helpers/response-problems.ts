import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";
import { isDateTime } from "../../local/emulator/protocol/primitive.ts";
import type { Schema } from "../../local/emulator/protocol/schema.ts";
import { isSecret } from "../../local/emulator/protocol/secrets.ts";
import type { OperationId } from "../../local/emulator/protocol/types.ts";
import { type ApiVersion, definitionOf, operationOf } from "../../local/emulator/protocol/versions.ts";
import { ticksOf } from "../../local/emulator/time/duration.ts";

/** A response that a client received. */
interface SeenResponse {
  version: ApiVersion;
  operation: OperationId;
  status: number;
  /** Parsed JSON; undefined or "" if there was none. */
  body?: unknown;
  /** Whether the request had `$select`, so that required properties may be missing. */
  selected?: boolean;
}

/** Returns a line per violation of Azure's definition in a response, such as `value[0].state: must be equal to …`. */
export const responseProblems = ({ version, operation, status, body, selected }: SeenResponse): string[] => {
  const definition = operationOf(version, operation);
  const isEmpty = body === undefined || body === "";
  const isError = status >= 400 && definition.responses[status] === undefined;
  // Responses to HEAD and with 304 never have a body.
  if (isEmpty && (status === 304 || definition.method === "HEAD")) return [];
  const name = isError ? "BatchError" : definition.responses[status];
  if (name === undefined)
    return [`expected status ${Object.keys(definition.responses).join(" or ")}, got ${status}`];
  if (name === "file") return [];
  if (name === null) return isEmpty ? [] : [`status ${status} has no body, but one was sent`];
  if (isEmpty) return [`status ${status} has a body (${name}), but none was sent`];
  const check = responseCheck(version, name);
  if (check(body)) return [];
  const errors = (check.errors ?? []).filter((error) => !(selected === true && isOfResource(error)));
  return errors.map(lineOf);
};

const newest = definitionOf("2025-06-01");

const ajvs = new Map<ApiVersion, Ajv>();

const responseCheck = (version: ApiVersion, definition: string): ValidateFunction => {
  const check = ajvOf(version).getSchema(`${version}#/definitions/${definition}`);
  if (check === undefined) throw new Error(`API version ${version} has no definition ${definition}.`);
  return check;
};

const ajvOf = (version: ApiVersion): Ajv => {
  const found = ajvs.get(version);
  if (found !== undefined) return found;
  const ajv = new Ajv({ allErrors: true, allowUnionTypes: true, verbose: true });
  ajv.addFormat("date-time", isDateTime);
  ajv.addFormat("duration", (text: string) => ticksOf(text) !== undefined);
  const definitions = Object.entries(definitionOf(version).definitions);
  ajv.addSchema({
    $id: version,
    definitions: Object.fromEntries(
      definitions.map(([name, schema]) => [name, responseSchema(schema, name)]),
    ),
  });
  ajvs.set(version, ajv);
  return ajv;
};

const responseSchema = (schema: Schema, name = ""): object => {
  if (schema.$ref !== undefined) return { $ref: `#/definitions/${schema.$ref}` };
  if (schema.type === "object") return objectSchema(schema, name);
  if (schema.type === "array") return { type: "array", items: responseSchema(schema.items ?? {}) };
  if (schema.format === "int64") return int64;
  if (schema.enum !== undefined) return { type: "string", enum: schema.enum.flatMap(spellings) };
  const { type, format, minimum, maximum, maxLength, pattern } = schema;
  if (type === "integer")
    return { type, ...defined({ minimum: minimum ?? -(2 ** 31), maximum: maximum ?? 2 ** 31 - 1 }) };
  return {
    type,
    ...defined({ format: format === "double" ? undefined : format, minimum, maximum, maxLength, pattern }),
  };
};

/** Azure writes an Int64 as a string (recorded: `contentLength: "13"`); the clients read both. */
const int64 = { type: ["integer", "string"], pattern: "^-?\\d+$" };

/** Azure's definition has these values in lower case, recorded responses don't. Some clients need one form, some the other. */
const recorded: Record<string, string> = {
  usererror: "UserError",
  clienterror: "ClientError",
  servererror: "ServerError",
  success: "Success",
  spread: "Spread",
  pack: "Pack",
  tasksuccess: "TaskSuccess",
  taskfailure: "TaskFailure",
  taskcompletion: "TaskCompletion",
  regional: "Regional",
  zonal: "Zonal",
  none: "None",
  readonly: "ReadOnly",
  readwrite: "ReadWrite",
  trustedLaunch: "trustedlaunch",
  confidentialVM: "confidentialvm",
};

const spellings = (value: string): string[] => [
  value,
  ...(recorded[value] === undefined ? [] : [recorded[value]]),
];

/** A client of a newer version may have left out what is optional there, such as the user name of a registry. */
const isStillRequired = (definition: string, property: string): boolean => {
  const { properties, required = [] } = newest.definitions[definition] ?? {};
  return properties?.[property] === undefined || required.includes(property);
};

/** Secrets are missing, though the definition requires them. */
const objectSchema = ({ properties, required = [], additionalProperties }: Schema, name: string): object => {
  if (additionalProperties !== undefined)
    return { type: "object", additionalProperties: responseSchema(additionalProperties) };
  // Free-form settings, which are JSON in a string in Azure's examples.
  if (properties === undefined) return {};
  return {
    type: "object",
    properties: Object.fromEntries(
      Object.entries(properties)
        .filter(([key]) => !isSecret(name, key))
        .map(([key, each]) => [key, responseSchema(each)]),
    ),
    patternProperties: { "^odata\\.": {} },
    required: required.filter((key) => !isSecret(name, key) && isStillRequired(name, key)),
    additionalProperties: false,
  };
};

const defined = (keywords: Record<string, unknown>): object =>
  Object.fromEntries(Object.entries(keywords).filter(([, value]) => value !== undefined));

const isOfResource = ({ keyword, instancePath, params }: ErrorObject): boolean =>
  keyword === "required" && params.missingProperty !== "value" && /^(\/value\/\d+)?$/.test(instancePath);

const lineOf = ({ instancePath, message, params, data }: ErrorObject): string => {
  const name = params.additionalProperty === undefined ? "" : ` '${params.additionalProperty}'`;
  const allowed =
    params.allowedValues === undefined ? "" : ` (${params.allowedValues.join(", ")}; found ${data})`;
  return `${instancePath === "" ? "body" : instancePath.slice(1)}: ${message}${name}${allowed}`;
};

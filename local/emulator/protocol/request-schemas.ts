import { Ajv, type ValidateFunction } from "ajv";
import type { DataValidateFunction } from "ajv/dist/types/index.js";
import { readPrimitive } from "./primitive.ts";
import type { Schema } from "./schema.ts";
import { isSecret } from "./secrets.ts";
import { type ApiVersion, definitionOf } from "./versions.ts";

/**
 * Returns the validator of a request body by its definition's name, compiled on first use. The validator changes the body: it
 * converts values (see primitive.ts) and deletes read-only properties and secrets, which no node here uses.
 */
export const requestCheck = (version: ApiVersion, definition: string): ValidateFunction => {
  const check = ajvOf(version).getSchema(`${version}#/definitions/${definition}`);
  if (check === undefined) throw new Error(`API version ${version} has no definition ${definition}.`);
  return check;
};

const ajvs = new Map<ApiVersion, Ajv>();

const ajvOf = (version: ApiVersion): Ajv => {
  const found = ajvs.get(version);
  if (found !== undefined) return found;
  // Without allErrors: Azure reports one error, and a megabyte of unknown names must not cause a megabyte of errors.
  // Without optimize: each process compiles a validator once, and optimizing doubles that time.
  const ajv = new Ajv({ verbose: true, code: { optimize: false } });
  ajv.addKeyword({
    keyword: "primitive",
    schemaType: "object",
    modifying: true,
    errors: "full",
    compile: primitive,
  });
  ajv.addKeyword({ keyword: "ignored", schemaType: "boolean", modifying: true, compile: () => ignore });
  const definitions = Object.entries(definitionOf(version).definitions);
  ajv.addSchema({
    $id: version,
    definitions: Object.fromEntries(definitions.map(([name, schema]) => [name, requestSchema(schema, name)])),
  });
  ajvs.set(version, ajv);
  return ajv;
};

const requestSchema = (schema: Schema, name = ""): object => {
  if (schema.readOnly === true) return { ignored: true };
  if (schema.$ref !== undefined) return { $ref: `#/definitions/${schema.$ref}` };
  if (schema.type === "object") return objectSchema(schema, name);
  if (schema.type !== "array") return { primitive: schema };
  const { minItems, maxItems, items = {} } = schema;
  const counts = Object.entries({ minItems, maxItems }).filter(([, count]) => count !== undefined);
  return { type: "array", items: requestSchema(items), ...Object.fromEntries(counts) };
};

// OData's annotations are allowed anywhere; other names that Azure's type doesn't have are refused (Azure Batch software entitlement REST docs).
const objectSchema = ({ properties, required = [], additionalProperties }: Schema, name: string): object => {
  if (additionalProperties !== undefined)
    return { type: "object", additionalProperties: requestSchema(additionalProperties) };
  // Settings of a VM extension: any JSON, or a string with JSON as in Azure's examples.
  if (properties === undefined) return {};
  return {
    title: entityName(name),
    type: "object",
    properties: Object.fromEntries(
      Object.entries(properties).map(([key, each]) => [
        key,
        { ...requestSchema(each), ...(isSecret(name, key) && { ignored: true }) },
      ]),
    ),
    patternProperties: { "^odata\\.|@": {} },
    required: required.filter((key) => properties[key]?.readOnly !== true),
    additionalProperties: false,
  };
};

/** Returns the name of Azure's entity type, derived from the definition's: `Pool` for `PoolAddParameter` and `CloudPool`. */
const entityName = (name: string): string =>
  name.replace(/^Cloud(?!Service)/, "").replace(/(Add|Patch|Update|UpdateProperties)?Parameter$/, "");

const primitive = (schema: Schema): DataValidateFunction => {
  const check: DataValidateFunction = (value, context) => {
    const reading = readPrimitive(schema, value);
    if ("code" in reading) {
      check.errors = [{ keyword: "primitive", params: reading }];
      return false;
    }
    if (context !== undefined) context.parentData[context.parentDataProperty] = reading.value;
    return true;
  };
  return check;
};

const ignore: DataValidateFunction = (_value, context) => {
  if (context !== undefined) delete context.parentData[context.parentDataProperty];
  return true;
};

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";

type Json = Readonly<Record<string, unknown>>;

interface Operation {
  readonly put?: { readonly parameters: readonly Parameter[] };
}

interface Parameter {
  readonly $ref?: string;
  readonly name?: string;
  readonly in?: string;
  readonly schema?: { readonly $ref: string };
}

interface Swagger {
  readonly paths: Readonly<Record<string, Operation>>;
  readonly definitions: Readonly<Record<string, Json>>;
  readonly parameters: Readonly<Record<string, Parameter>>;
}

/** What Azure Resource Manager's definition of `Microsoft.Batch` says against the path and the body of a PUT. */
export class ArmDefinitions {
  readonly #swagger: Swagger;
  readonly #ajv = new Ajv({ strict: false, allErrors: true });
  readonly #validators = new Map<string, ValidateFunction>();

  /** @param specs the folder with `arm/2024-07-01`, the version that @pulumi/azure-native 3.28.0 sends */
  constructor(specs: string) {
    this.#swagger = JSON.parse(readFileSync(join(specs, "arm/2024-07-01/BatchManagement.json"), "utf8"));
    this.#ajv.addFormat("duration", /^P(?!$)(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+S)?)?$/);
    this.#ajv.addFormat("arm-id", /^\/subscriptions\/[^/]+\//);
    for (const format of ["int32", "date-time"]) this.#ajv.addFormat(format, true);
    this.#ajv.addSchema(
      strict({ definitions: this.#swagger.definitions }, this.#swagger.definitions) as Json,
      "arm",
    );
  }

  /** @param path ends like the definition's: `/pools/{poolName}` */
  problemsOfPut(path: string, names: Json, body: unknown): string[] {
    const full = Object.keys(this.#swagger.paths).find((each) => each.endsWith(path));
    const put = full === undefined ? undefined : this.#swagger.paths[full]!.put;
    if (put === undefined) throw new Error(`no PUT of ${path} in the definition`);
    return put.parameters
      .map((given) => this.#resolved(given))
      .flatMap((parameter) => {
        const { in: place = "", name = "" } = parameter;
        if (place === "path" && name in names) return this.#problems(`path ${name}`, parameter, names[name]);
        return place === "body"
          ? this.#problems(parameter.schema!.$ref, { $ref: `arm${parameter.schema!.$ref}` }, body)
          : [];
      });
  }

  #resolved(parameter: Parameter): Parameter {
    const name = parameter.$ref?.split("/").at(-1);
    return name === undefined ? parameter : this.#swagger.parameters[name]!;
  }

  #problems(key: string, schema: object, value: unknown): string[] {
    // `in`, `name` and `required: true` of a parameter are no JSON Schema.
    const { in: _in, name: _name, required: _required, ...rest } = schema as Json;
    const validate = this.#validators.get(key) ?? this.#ajv.compile(rest);
    this.#validators.set(key, validate);
    return validate(value) ? [] : (validate.errors ?? []).map((error) => `${key}${explain(error)}`);
  }
}

export const explain = ({ instancePath, message, params }: ErrorObject): string =>
  `${instancePath}: ${message} ${JSON.stringify(params)}`;

/** Swagger takes what it does not know; here nothing is, and what is read-only is not to be sent. */
const strict = (value: unknown, definitions: Swagger["definitions"]): unknown => {
  if (Array.isArray(value)) return value.map((item) => strict(item, definitions));
  if (typeof value !== "object" || value === null) return value;
  const { allOf = [], ...own } = value as Json & { readonly allOf?: readonly { readonly $ref: string }[] };
  if (own.readOnly === true) return { not: {} };
  const bases = allOf.map(({ $ref }) => definitions[$ref.split("/").at(-1)!]!);
  const properties = Object.assign({}, ...[...bases, own].map((schema) => schema.properties));
  const isClosed = own.type === "object" && "properties" in own && !("additionalProperties" in own);
  const inner = Object.entries(isClosed ? { ...own, properties } : own);
  return {
    ...Object.fromEntries(inner.map(([name, each]) => [name, strict(each, definitions)])),
    ...(isClosed ? { additionalProperties: false } : {}),
  };
};

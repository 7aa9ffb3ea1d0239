import { StackOutputs } from "../../infra/outputs.ts";
import { project } from "../helpers/settings.ts";
import { argInputs } from "./args-interface.ts";
import { outputComments } from "./infra-tables.ts";

/**
 * Returns plugin/schema.json, Pulumi's schema of the component for other languages: settings as inputs, outputs as properties.
 *
 * @see https://www.pulumi.com/docs/iac/guides/building-extending/packages/schema/
 */
export const pluginSchema = (): string => `${JSON.stringify(schema(), undefined, 2)}\n`;

const token = "azbatch:index:BatchEnvironment";
const bySchemaVersion = { respectSchemaVersion: true };

const schema = () => ({
  name: "azbatch",
  displayName: "azbatch",
  description: "An Azure Batch environment with its storage and pool.",
  license: "Apache-2.0",
  resources: {
    [token]: {
      isComponent: true,
      description:
        "An environment for runs: a Batch account, a pool of nodes and a storage account, in a resource group. " +
        "Export its property `outputs` from the stack: `azbatch submit` reads it.",
      inputProperties: inputs(),
      ...outputs(),
    },
  },
  language: {
    nodejs: bySchemaVersion,
    python: { ...bySchemaVersion, pyproject: { enabled: true } },
    go: { ...bySchemaVersion, generateResourceContainerTypes: true },
    csharp: bySchemaVersion,
    java: bySchemaVersion,
  },
});

interface SchemaType {
  readonly type: string;
  readonly items?: SchemaType;
  readonly additionalProperties?: SchemaType;
  readonly plain?: true;
}

const text = { type: "string" };

const typeOf = (type: string): SchemaType => {
  if (type === "array") return { type, items: text };
  return type === "object" ? { type, additionalProperties: text } : { type };
};

const plain = (type: SchemaType): SchemaType => ({
  ...type,
  plain: true,
  ...(type.items ? { items: plain(type.items) } : {}),
});

/** Inputs that the program needs before it creates resources are plain: they can't be outputs of other resources. */
const inputs = () =>
  Object.fromEntries(
    Object.entries(project.config).map(([name, { type, default: value, description }]) => [
      name,
      {
        ...(argInputs.includes(name) ? typeOf(type) : plain(typeOf(type))),
        description: `${description} Default: \`${JSON.stringify(value)}\`.`,
      },
    ]),
  );

const outputs = () => {
  const [keys, entra] = StackOutputs.options.map(({ entries }) => Object.entries(entries));
  const comments = outputComments();
  const all = new Map<string, { readonly type: string }>([...keys!, ...entra!]);
  const required = [...all.keys()].filter((name) =>
    [keys!, entra!].every((entries) => entries.some(([each]) => each === name)),
  );
  const properties = [...all].map(([name, { type }]) => [
    name,
    {
      ...propertyType(name, type),
      ...(name.endsWith("Key") ? { secret: true } : {}),
      description: comments.get(name) ?? "",
    },
  ]);
  const together = {
    type: "object",
    additionalProperties: { $ref: "pulumi.json#/Any" },
    secret: true,
    description: "All other properties. Export them as one output of the stack for `azbatch submit`.",
  };
  return {
    properties: { ...Object.fromEntries(properties), outputs: together },
    required: [...required, "outputs"].sort(),
  };
};

const propertyType = (name: string, type: string): object => {
  if (type === "literal") return text;
  if (type === "number") return { type: "integer" };
  if (type === "array" || type === "string" || type === "boolean") return typeOf(type);
  throw new Error(`${name}: expected a type that Pulumi's schema has, got ${type}`);
};

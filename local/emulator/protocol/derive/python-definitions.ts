import type { Schema } from "../schema.ts";
import { modelOf, replaceBodies } from "./python-names.ts";

/** Operations, models and enums of a version, extracted from a Python client. Operations have no types of bodies and responses. */
export interface PythonModels {
  operations: { operation: string; method: string; path: string; query: string[]; success: number[] }[];
  models: Record<string, { properties: Record<string, PythonProperty> }>;
  enums: Record<string, Record<string, string>>;
}

interface PythonProperty {
  type: string;
  required: boolean;
}

type Definitions = Record<string, Schema>;

/** Returns the definitions that the models change or add, by the names of `base`. */
export const definitionsFrom = (python: PythonModels, base: Definitions): Definitions => {
  const pairs = new Map(Object.entries(modelOf));
  const made: Definitions = {};
  // The loop also visits the pairs that `definitionFrom` adds: those that a definition's properties refer to.
  for (const [definition, model] of pairs)
    made[definition] = definitionFrom({ python, base, pairs }, definition, model);
  return made;
};

interface Walk {
  python: PythonModels;
  base: Definitions;
  /** Definition -> model. */
  pairs: Map<string, string>;
}

const definitionFrom = (walk: Walk, definition: string, model: string): Schema => {
  const before = walk.base[definition];
  const after = walk.python.models[model];
  if (after === undefined) throw new Error(`definition ${definition}: expected a model ${model}, got none`);
  const isReplace = replaceBodies.has(definition);
  const properties = Object.entries(after.properties).map(([name, { type }]): [string, Schema] => {
    const known = before?.properties?.[name];
    // Clients send the whole resource to replace it. Properties that the base doesn't list there are set by the service only.
    return [name, isReplace && known === undefined ? { readOnly: true } : propertyFrom(walk, type, known)];
  });
  const required = isReplace ? (before?.required ?? []) : requiredOf(after.properties);
  return {
    type: "object",
    ...(required.length === 0 ? {} : { required }),
    properties: Object.fromEntries(properties),
  };
};

const requiredOf = (properties: Record<string, PythonProperty>): string[] =>
  Object.keys(properties)
    .filter((name) => properties[name]?.required)
    .sort();

const propertyFrom = (walk: Walk, type: string, before: Schema | undefined): Schema => ({
  ...schemaFrom(walk, type.replace(/^Optional\[(.*)\]$/, "$1"), before),
  ...(before?.readOnly === true ? { readOnly: true } : {}),
});

const schemaFrom = (walk: Walk, type: string, before: Schema | undefined): Schema => {
  const { enums, models } = walk.python;
  const resolved = before?.$ref === undefined ? before : walk.base[before.$ref];
  const element = /^list\[(.*)\]$/.exec(type)?.[1];
  if (element !== undefined)
    return {
      ...(before?.type === "array" ? before : { type: "array" }),
      items: schemaFrom(walk, element, before?.items),
    };
  const name = /'(?:_models\.|_enums\.)?(\w+)'/.exec(type)?.[1] ?? type;
  if (models[name] !== undefined) return reference(walk, before?.$ref ?? name, name);
  const own = enums[name] === undefined ? primitives[type] : enumOf(enums[name]);
  if (own === undefined) throw new Error(`type: expected one that python-definitions.ts knows, got ${type}`);
  return before !== undefined && isSameKind(resolved, own) ? before : own;
};

const reference = ({ pairs }: Walk, definition: string, model: string): Schema => {
  const known = pairs.get(definition) ?? model;
  if (known !== model)
    throw new Error(`definition ${definition}: expected one model, got ${known} and ${model}`);
  pairs.set(definition, model);
  return { $ref: definition };
};

const enumOf = (values: Record<string, string>): Schema => ({ type: "string", enum: Object.keys(values) });

/** Returns whether the base has the same type, perhaps more precisely: int64 for Python's int. */
const isSameKind = (before: Schema | undefined, own: Schema): boolean =>
  before?.type === own.type &&
  before?.enum?.toSorted().join() === own.enum?.toSorted().join() &&
  (own.type !== "string" || before?.format === own.format);

const primitives: Record<string, Schema> = {
  str: { type: "string" },
  int: { type: "integer", format: "int32" },
  float: { type: "number", format: "double" },
  bool: { type: "boolean" },
  "datetime.datetime": { type: "string", format: "date-time" },
  "datetime.timedelta": { type: "string", format: "duration" },
  "dict[str, str]": { type: "object", additionalProperties: { type: "string" } },
};

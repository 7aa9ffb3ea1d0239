import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv, type ValidateFunction } from "ajv";
import ts from "typescript";
import { explain } from "./arm-definitions.ts";

type Schema = Record<string, unknown>;

const root = join(import.meta.dirname, "../../node_modules/@pulumi/azure-native");
const ajv = new Ajv({ allErrors: true, strict: false });
const validators = new Map<string, ValidateFunction>();

/**
 * Returns the problems of a resource's inputs by the types of @pulumi/azure-native: missing, unknown or of the wrong type and, where
 * the types accept any string in addition to Azure's values, not one of these.
 *
 * @param type `azure-native:storage:StorageAccount`
 */
export const problemsOfInputs = (type: string, inputs: unknown): string[] => {
  const validate = validators.get(type) ?? ajv.compile(schemaOf(type));
  validators.set(type, validate);
  return validate(inputs) ? [] : (validate.errors ?? []).map((error) => `${type}${explain(error)}`);
};

const schemaOf = (type: string): Schema => {
  const [, module = "", name = ""] = type.split(":");
  const file = join(root, module, `${name[0]!.toLowerCase()}${name.slice(1)}.d.ts`);
  const definitions: Record<string, Schema> = {};
  const schema = objectSchema(
    interfaceOf(parsed(file, readFileSync(file, "utf8")), `${name}Args`),
    definitions,
  );
  return { ...schema, definitions };
};

const sources = new Map<string, ts.SourceFile>();

const parsed = (name: string, text: string): ts.SourceFile => {
  const source = sources.get(name) ?? ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true);
  sources.set(name, source);
  return source;
};

let allInputs: string | undefined;

/** Returns only one namespace of types/input.d.ts, which has 8 MB. */
const inputsOf = (module: string): ts.SourceFile => {
  allInputs ??= readFileSync(join(root, "types/input.d.ts"), "utf8");
  const start = allInputs.indexOf(`export declare namespace ${module} {`);
  return parsed(`inputs of ${module}`, allInputs.slice(start, allInputs.indexOf("\n}", start) + 2));
};

const interfaceOf = (source: ts.SourceFile, name: string): ts.InterfaceDeclaration => {
  let found: ts.InterfaceDeclaration | undefined;
  const visit = (node: ts.Node): void => {
    if (ts.isInterfaceDeclaration(node) && node.name.text === name) found = node;
    else ts.forEachChild(node, visit);
  };
  visit(source);
  if (found === undefined) throw new Error(`no interface ${name} in ${source.fileName}`);
  return found;
};

const objectSchema = (declared: ts.InterfaceDeclaration, definitions: Record<string, Schema>): Schema => {
  const members = declared.members.filter(ts.isPropertySignature);
  return {
    type: "object",
    properties: Object.fromEntries(
      members.map((member) => [nameOf(member), typeSchema(member.type!, definitions)]),
    ),
    required: members.filter(({ questionToken }) => questionToken === undefined).map(nameOf),
    additionalProperties: false,
  };
};

const nameOf = ({ name }: ts.PropertySignature): string =>
  ts.isStringLiteral(name) ? name.text : name.getText();

const keywords: Partial<Record<ts.SyntaxKind, Schema>> = {
  [ts.SyntaxKind.StringKeyword]: { type: "string" },
  [ts.SyntaxKind.NumberKeyword]: { type: "number" },
  [ts.SyntaxKind.BooleanKeyword]: { type: "boolean" },
  [ts.SyntaxKind.AnyKeyword]: {},
};

const typeSchema = (type: ts.TypeNode, definitions: Record<string, Schema>): Schema => {
  const keyword = keywords[type.kind];
  if (keyword !== undefined) return keyword;
  if (ts.isUnionTypeNode(type)) return unionSchema(type, definitions);
  if (ts.isArrayTypeNode(type)) return { type: "array", items: typeSchema(type.elementType, definitions) };
  if (ts.isParenthesizedTypeNode(type)) return typeSchema(type.type, definitions);
  if (ts.isLiteralTypeNode(type) && ts.isStringLiteral(type.literal)) return { const: type.literal.text };
  if (ts.isTypeLiteralNode(type)) {
    const [index] = type.members.filter(ts.isIndexSignatureDeclaration);
    return { type: "object", additionalProperties: index ? typeSchema(index.type, definitions) : true };
  }
  if (ts.isTypeReferenceNode(type)) return referenceSchema(type, definitions);
  throw new Error(`unexpected type ${type.getText()}`);
};

/** A string in a union with an enum is for values that Azure adds later, which we don't send. */
const unionSchema = (type: ts.UnionTypeNode, definitions: Record<string, Schema>): Schema => {
  const defined = type.types.filter(({ kind }) => kind !== ts.SyntaxKind.UndefinedKeyword);
  const hasEnum = defined.some((part) => part.getText().startsWith("enums."));
  const parts = defined.filter(({ kind }) => !(hasEnum && kind === ts.SyntaxKind.StringKeyword));
  return parts.length === 1
    ? typeSchema(parts[0]!, definitions)
    : { anyOf: parts.map((part) => typeSchema(part, definitions)) };
};

const referenceSchema = (type: ts.TypeReferenceNode, definitions: Record<string, Schema>): Schema => {
  const name = type.typeName.getText();
  if (name === "pulumi.Input") return typeSchema(type.typeArguments![0]!, definitions);
  const [space, module = "", short = ""] = name.split(".");
  if (space === "enums") return { enum: valuesOf(module, short) };
  if (space !== "inputs") return {};
  if (!(name in definitions)) {
    definitions[name] = {};
    Object.assign(definitions[name], objectSchema(interfaceOf(inputsOf(module), short), definitions));
  }
  return { $ref: `#/definitions/${name}` };
};

const valuesOf = (module: string, name: string): string[] => {
  const file = join(root, "types/enums", module, "index.d.ts");
  const text = readFileSync(file, "utf8");
  const [, body = ""] = new RegExp(`export declare const ${name}: {(.*?)^};`, "ms").exec(text) ?? [];
  return [...body.matchAll(/readonly \w+: "([^"]*)";/g)].map(([, value]) => value!);
};

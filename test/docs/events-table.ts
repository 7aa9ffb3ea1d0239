import { join } from "node:path";
import ts from "typescript";
import { markdownTable } from "./markdown-table.ts";
import { root } from "./root.ts";

const file = join(root, "runner/ui/events.ts");

/** Returns a table of the union `JsonEvent`: the types' names, fields and comments in runner/ui/. */
export const eventsTable = (): string => {
  const { types, checker } = membersOf("JsonEvent");
  const rows = types.map((type): readonly string[] => {
    const symbol = type.aliasSymbol ?? type.getSymbol();
    const commands = symbol?.getJsDocTags(checker).find(({ name }) => name === "commands")?.text;
    const comment = ts.displayPartsToString(symbol?.getDocumentationComment(checker));
    const fields = type.getProperties().filter(({ name }) => name !== "event");
    const event = fields.length < type.getProperties().length ? literalsOf(type, "event", checker) : [];
    if (commands === undefined || comment === "")
      throw new Error(`${event.join()}: expected a comment with @commands`);
    return [
      event.map(code).join(", "),
      ts.displayPartsToString(commands),
      oneLine(comment),
      fields.map((field) => describeField(field, checker)).join(", "),
    ];
  });
  return markdownTable(["event", "printed by", "meaning", "fields"], rows);
};

const membersOf = (name: string): { types: readonly ts.Type[]; checker: ts.TypeChecker } => {
  const { config } = ts.readConfigFile(join(root, "tsconfig.json"), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  const program = ts.createProgram([file], { ...options, noEmit: true });
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(file);
  const declaration = source?.statements.find(
    (statement) => ts.isTypeAliasDeclaration(statement) && statement.name.text === name,
  );
  if (declaration === undefined) throw new Error(`${file}: expected a type ${name}`);
  const type = checker.getTypeAtLocation(declaration);
  return { types: type.isUnion() ? type.types : [type], checker };
};

const literalsOf = (type: ts.Type, name: string, checker: ts.TypeChecker): string[] => {
  const property = type.getProperty(name);
  return property === undefined ? [] : literals(checker.getTypeOfSymbol(property));
};

const literals = (type: ts.Type): string[] =>
  (type.isUnion() ? type.types : [type]).flatMap((each) => (each.isStringLiteral() ? [each.value] : []));

/** Such as `kind` (`stack`, `file`), or `cached` (tasks that an earlier run completed). */
const describeField = (field: ts.Symbol, checker: ts.TypeChecker): string => {
  const type = checker.getNonNullableType(checker.getTypeOfSymbol(field));
  const comment = oneLine(ts.displayPartsToString(field.getDocumentationComment(checker)));
  const parts = [
    comment.replace(/\.$/, "").replace(/^(?!Batch|Azure)[A-Z](?=[a-z ])/, (first) => first.toLowerCase()),
    partsOf(type, checker),
  ];
  const description = parts.filter((part) => part !== "").join(": ");
  return description === "" ? code(field.name) : `${code(field.name)} (${description})`;
};

/** Values listed of a union; a comment refers to longer lists. */
const mostValues = 5;

/** Lists the values of a union of strings, or the fields of an object or of a list of objects. */
const partsOf = (type: ts.Type, checker: ts.TypeChecker): string => {
  const values = literals(type);
  if (values.length > 0) return values.length > mostValues ? "" : values.map(code).join(", ");
  const item = checker.isArrayType(type) ? checker.getTypeArguments(type as ts.TypeReference)[0] : type;
  const isPlain =
    item !== undefined && (item.flags & ts.TypeFlags.Object) !== 0 && item.getStringIndexType() === undefined;
  return isPlain
    ? item
        .getProperties()
        .map(({ name }) => code(name))
        .join(", ")
    : "";
};

const code = (text: string): string => `\`${text}\``;

const oneLine = (text: string): string => text.replace(/\s+/g, " ").trim();

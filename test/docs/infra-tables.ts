import { readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { StackOutputs } from "../../infra/outputs.ts";
import { project } from "../helpers/settings.ts";

/** What Pulumi.yaml says of each setting, and what an edit of it does. */
export const settingsTable = (effects: ReadonlyMap<string, string>): string =>
  table(
    ["setting", "type", "default", "what it is", "an edit"],
    Object.entries(project.config).map(([name, { type, default: value, description }]) => [
      `\`${name}\``,
      type,
      `\`${JSON.stringify(value)}\``,
      description,
      effects.get(name)!,
    ]),
  );

/** What the schema in infra/outputs.ts says of each output, with its comments there. */
export const outputsTable = (): string => {
  const comments = commentsIn(join(import.meta.dirname, "../../infra/outputs.ts"));
  const [keys, entra] = StackOutputs.options.map(({ entries }) => Object.entries(entries));
  const only = (name: string): string =>
    [keys!, entra!].every((entries) => entries.some(([each]) => each === name))
      ? ""
      : keys!.some(([each]) => each === name)
        ? " With `auth: keys`."
        : " With `auth: entra`.";
  const all = new Map([...keys!, ...entra!]);
  return table(
    ["output", "type", "what it is"],
    [...all].map(([name, schema]) => [
      `\`${name}\``,
      schema.type === "literal" ? "`keys` or `entra`" : schema.type,
      `${comments.get(name) ?? ""}${only(name)}`.trim(),
    ]),
  );
};

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => "---"), ...rows]
    .map((cells) => `| ${cells.map((cell) => cell.trim().replaceAll("|", "\\|")).join(" | ")} |`)
    .join("\n");

/** The doc comment above each property of an object literal, by the property's name, in one line. */
const commentsIn = (file: string): Map<string, string> => {
  const source = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true);
  const found = new Map<string, string>();
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyAssignment(node) || ts.isShorthandPropertyAssignment(node)) {
      const [comment] = ts.getJSDocCommentsAndTags(node);
      const text = comment && ts.getTextOfJSDocComment(comment.comment);
      if (text) found.set(node.name.getText(), text.replace(/\s+/g, " "));
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
};

import { readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { StackOutputs } from "../../infra/outputs.ts";
import { project } from "../helpers/settings.ts";
import { markdownTable } from "./markdown-table.ts";

/** Returns a table of the settings in Pulumi.yaml. `effects` describes by setting how a change affects deployed resources. */
export const settingsTable = (effects: ReadonlyMap<string, string>): string =>
  markdownTable(
    ["setting", "type", "default", "description", "effect of a change"],
    Object.entries(project.config).map(([name, { type, default: value, description }]) => [
      `\`${name}\``,
      type,
      `\`${JSON.stringify(value)}\``,
      description,
      effects.get(name)!,
    ]),
  );

/** Returns a table of the stack outputs, from the schema in infra/outputs.ts and its doc comments. */
export const outputsTable = (): string => {
  const comments = outputComments();
  const [keys, entra] = StackOutputs.options.map(({ entries }) => Object.entries(entries));
  const only = (name: string): string =>
    [keys!, entra!].every((entries) => entries.some(([each]) => each === name))
      ? ""
      : keys!.some(([each]) => each === name)
        ? " Only with `auth: keys`."
        : " Only with `auth: entra`.";
  const all = new Map([...keys!, ...entra!]);
  return markdownTable(
    ["output", "type", "description"],
    [...all].map(([name, schema]) => [
      `\`${name}\``,
      schema.type === "literal" ? "`keys` or `entra`" : schema.type,
      `${comments.get(name) ?? ""}${only(name)}`.trim(),
    ]),
  );
};

/** Returns the doc comment of each output. */
export const outputComments = (): Map<string, string> =>
  commentsIn(join(import.meta.dirname, "../../infra/outputs.ts"));

/** Returns the doc comment of each property of an object literal as one line, by the property's name. */
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

import type { Ignorer } from "@stryker-mutator/api/ignore";
import { declareValuePlugin, PluginKind } from "@stryker-mutator/api/plugin";

/** The part of Babel's NodePath that is read here; Stryker's type of it is empty. */
interface SyntaxPath {
  readonly node: { readonly type: string; readonly callee?: { readonly name?: string } };
  readonly parentPath: SyntaxPath | null;
}

const isInError = ({ node, parentPath }: SyntaxPath): boolean =>
  (node.type === "NewExpression" && /Error$/.test(node.callee?.name ?? "")) ||
  (parentPath !== null && isInError(parentPath));

/** Ignores mutants in the texts of errors: snapshots hold the wording, and unit tests assert codes. */
const messages: Ignorer = {
  shouldIgnore: (path: SyntaxPath) =>
    /^(String|Template)Literal$/.test(path.node.type) && isInError(path)
      ? "the wording of an error"
      : undefined,
};

export const strykerPlugins = [declareValuePlugin(PluginKind.Ignore, "messages", messages)];

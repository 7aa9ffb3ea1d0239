import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";

const root = join(import.meta.dirname, "../..");

interface Prose {
  /** Relative to the project, with `/`. */
  readonly path: string;
  readonly line: number;
  readonly text: string;
}

/** Returns the lines of pages, the comments of scripts, and the comments and string literals of TypeScript. */
export const proseOf = (): Prose[] => [
  ...filesOf(["*.md", "{docs,infra,local,runner,stacks,task,test,.github}/**/*.{md,txt}"]).flatMap(linesOf),
  ...filesOf(["*.yaml", "{runner,task,test,.github}/**/*.{sh,py,yml,yaml}"]).flatMap((path) =>
    linesOf(path).filter(({ text }) => /(^|\s)#|"""/.test(text)),
  ),
  ...filesOf(["index.ts", "{browser,build,infra,local,runner,task,test}/**/*.{ts,tsx,mjs}"]).flatMap(textsOf),
];

const filesOf = (patterns: string[]): string[] =>
  globSync(patterns, { cwd: root, exclude: ["**/dist/**", "**/node_modules/**"] }).filter(
    // The first lists the words; the second may name old wording.
    (path) => path !== "test/prose.test.ts" && path !== "CHANGELOG.md",
  );

const read = (path: string): string => readFileSync(join(root, path), "utf8");

const linesOf = (path: string): Prose[] =>
  read(path)
    .split("\n")
    .map((text, i) => ({ path, line: i + 1, text }));

const textKinds = new Set([
  ts.SyntaxKind.SingleLineCommentTrivia,
  ts.SyntaxKind.MultiLineCommentTrivia,
  ts.SyntaxKind.StringLiteral,
  ts.SyntaxKind.NoSubstitutionTemplateLiteral,
  ts.SyntaxKind.TemplateHead,
  ts.SyntaxKind.TemplateMiddle,
  ts.SyntaxKind.TemplateTail,
]);

/** Parses the file, because only a parser can tell the middle of a template from a block. */
const textsOf = (path: string): Prose[] => {
  const source = ts.createSourceFile(path, read(path), ts.ScriptTarget.Latest, true);
  const found = new Map<number, string>();
  const visit = (node: ts.Node): void => {
    for (const { pos, end } of ts.getLeadingCommentRanges(source.text, node.pos) ?? [])
      found.set(pos, source.text.slice(pos, end));
    if (textKinds.has(node.kind)) found.set(node.getStart(), node.getText());
    ts.forEachChild(node, visit);
  };
  visit(source);
  return [...found].flatMap(([start, text]) => {
    const { line } = source.getLineAndCharacterOfPosition(start);
    return text.split("\n").map((part, i) => ({ path, line: line + i + 1, text: part }));
  });
};

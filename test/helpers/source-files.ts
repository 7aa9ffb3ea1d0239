import { globSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import ts from "typescript";

const root = join(import.meta.dirname, "../..");

export interface SourceFile {
  /** Relative to the project, with `/`. */
  readonly path: string;
  readonly lines: number;
  /** Paths of project files, names of packages, and `node:` built-ins; dynamic imports too. */
  readonly imports: readonly string[];
  readonly exports: readonly string[];
  /** Every identifier in the file. */
  readonly names: ReadonlySet<string>;
  /** Functions by their place, such as `file.ts:12`. */
  readonly functions: readonly { readonly at: string; readonly lines: number }[];
}

/** Returns the structure of all TypeScript files of the project. */
export const sourceFiles = (): SourceFile[] =>
  globSync(["index.ts", "{browser,build,infra,runner,task,local,test}/**/*.{ts,tsx}"], {
    cwd: root,
    exclude: ["**/dist/**"],
  }).map((path) => {
    const text = readFileSync(join(root, path), "utf8");
    const parsed = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
    return {
      path,
      lines: text.split("\n").length - 1,
      imports: ts
        .preProcessFile(text, true, true)
        .importedFiles.map(({ fileName }) => resolve(path, fileName)),
      exports: Array.from(text.matchAll(exported), ([, name = ""]) => name),
      names: new Set(text.match(/\w+/g)),
      functions: functionsOf(parsed),
    };
  });

const resolve = (from: string, imported: string): string =>
  imported.startsWith(".") ? relative(root, join(root, dirname(from), imported)) : imported;

const exported = /^export (?:abstract |async )?(?:const|class|function\*?|interface|type) (\w+)/gm;

const functionsOf = (file: ts.SourceFile): SourceFile["functions"] => {
  const found: { at: string; lines: number }[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node)) {
      const first = file.getLineAndCharacterOfPosition(node.getStart()).line;
      const last = file.getLineAndCharacterOfPosition(node.end).line;
      found.push({ at: `${file.fileName}:${first + 1}`, lines: last - first + 1 });
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
};

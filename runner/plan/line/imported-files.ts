import { readFile, stat } from "node:fs/promises";
import { join, posix } from "node:path";
import type { Shipped } from "./shipped.ts";

/** Larger files aren't scripts. Bytes. */
const largestScript = 1024 * 1024;

/** Finds the files that a script of a language imports, by its text. */
interface Language {
  readonly extension: RegExp;
  /** First line of a script without extension. */
  readonly shebang: RegExp;
  /** Returns paths of files and packages that may exist, relative to the script's folder. */
  readonly imports: (text: string) => string[];
  /** Whether paths are relative to the working directory too. */
  readonly isFromWorkingDirectory: boolean;
}

const languages: readonly Language[] = [
  {
    extension: /\.py$/,
    shebang: /^#!.*python/,
    imports: (text) =>
      [...text.matchAll(/^[ \t]*(?:from[ \t]+(\.?[\w.]+)[ \t]+import\b|import[ \t]+([\w., \t]+))/gm)]
        .flatMap(([, from, list = ""]) => (from === undefined ? list.split(",") : [from]))
        .map((name) => name.trim().split(/[ \t]/, 1)[0]?.replace(/^\./, "") ?? "")
        .flatMap((name) => {
          const [top = ""] = name.split(".", 1);
          return [`${top}.py`, top];
        })
        .filter((name) => /^\w/.test(name)),
    isFromWorkingDirectory: false,
  },
  {
    extension: /\.[rR]$/,
    shebang: /^#!.*Rscript/,
    imports: (text) => quoted(text, /\bsource\(\s*["']([^"'\n]+)["']/g),
    isFromWorkingDirectory: true,
  },
  {
    extension: /\.(ba|z|da)?sh$/,
    shebang: /^#!.*\b(ba|z|da)?sh\b/,
    imports: (text) =>
      quoted(text, /^[ \t]*(?:source|\.)[ \t]+["']?(?:"?\$\(dirname [^)]*\)"?\/)?([\w./-]+)/gm),
    isFromWorkingDirectory: true,
  },
  {
    extension: /\.(mjs|cjs|js|mts|ts)$/,
    shebang: /^#!.*\bnode\b/,
    imports: (text) => quoted(text, /(?:\bfrom|\bimport|\brequire\()\s*\(?["'](\.{1,2}\/[^"'\n]+)["']/g),
    isFromWorkingDirectory: false,
  },
];

const quoted = (text: string, pattern: RegExp): string[] =>
  [...text.matchAll(pattern)].flatMap(([, path]) => path ?? []);

/** Returns the files and Python packages next to a script or below it that it imports. What it can't find, `--files` adds. */
export const importedFiles = async (script: Shipped, cwd: string): Promise<Shipped[]> => {
  const what = await stat(script.path);
  if (!what.isFile() || what.size > largestScript) return [];
  const text = await readFile(script.path, "utf8");
  const language = languages.find(
    ({ extension, shebang }) => extension.test(script.name) || shebang.test(text),
  );
  if (language === undefined) return [];
  const folder = posix.dirname(script.name);
  const bases = language.isFromWorkingDirectory ? [folder, "."] : [folder];
  const names = language.imports(text).flatMap((path) => bases.map((base) => posix.join(base, path)));
  const found: Shipped[] = [];
  for (const name of new Set(names)) {
    if (name.startsWith("../") || name === script.name) continue;
    if (await isImportable(join(cwd, name)))
      found.push({ path: join(cwd, name), name, importedBy: script.importedBy ?? script.name });
  }
  return found;
};

/** Whether the path is a file, or a folder that Python imports: one with Python files in it. */
const isImportable = async (path: string): Promise<boolean> => {
  const what = await stat(path).catch(() => undefined);
  if (what?.isFile()) return true;
  return (
    what?.isDirectory() === true &&
    (await stat(join(path, "__init__.py")).catch(() => undefined)) !== undefined
  );
};

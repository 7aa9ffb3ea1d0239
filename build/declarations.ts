import { join, posix, relative } from "node:path";
import ts from "typescript";

/** Modules that users import. */
const publicModules = ["task/contract.ts", "infra/index.ts"];

/** Returns the type declarations that users' imports need, by their paths in `dist/`. */
export const declarations = (root: string): ReadonlyMap<string, string> => {
  const emitted = emit(root);
  const reached = new Map<string, string>();
  const visit = (path: string): void => {
    const text = emitted.get(path);
    if (reached.has(path) || text === undefined) return;
    reached.set(path, text);
    for (const { fileName } of ts.preProcessFile(text).importedFiles)
      if (fileName.startsWith("."))
        visit(posix.join(posix.dirname(path), fileName.replace(/\.js$/, ".d.ts")));
  };
  for (const path of publicModules) visit(path.replace(/\.ts$/, ".d.ts"));
  return reached;
};

/** Returns the declarations of the public modules and everything that they import. */
const emit = (root: string): ReadonlyMap<string, string> => {
  const config = ts.readConfigFile(join(root, "tsconfig.json"), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config.config, ts.sys, root);
  const files = new Map<string, string>();
  const program = ts.createProgram(
    publicModules.map((path) => join(root, path)),
    {
      ...options,
      noEmit: false,
      incremental: false,
      tsBuildInfoFile: undefined,
      declaration: true,
      emitDeclarationOnly: true,
      rewriteRelativeImportExtensions: true,
      rootDir: root,
      outDir: root,
      types: ["node"],
    },
  );
  // TypeScript rewrites the names of imported modules in code only.
  const { diagnostics } = program.emit(undefined, (path, text) =>
    files.set(relative(root, path), text.replaceAll(/(?<=(?:from |import\()"\.[^"]*)\.ts(?=")/g, ".js")),
  );
  if (diagnostics.length > 0) throw new Error(ts.formatDiagnostics(diagnostics, formatHost(root)));
  return files;
};

const formatHost = (root: string): ts.FormatDiagnosticsHost => ({
  getCurrentDirectory: () => root,
  getCanonicalFileName: (name) => name,
  getNewLine: () => "\n",
});

import { readFileSync } from "node:fs";
import { dirname, relative } from "node:path";
import type { Plugin } from "esbuild";
import ts from "typescript";

/** Stands for the path from an output file to `dist/`, which is known when all outputs are. */
export const pathToDist = "__PATH_TO_DIST__";

/**
 * Keeps the meaning of `import.meta.url` and `import.meta.dirname` of our own modules. In a bundle they would be the bundle's; they
 * become those of the module's path in `dist/`, where its assets are.
 */
export const ownLocation: Plugin = {
  name: "own-location",
  setup({ onLoad, initialOptions }) {
    const root = initialOptions.absWorkingDir ?? process.cwd();
    onLoad({ filter: /\.ts$/ }, ({ path }) => {
      const source = relative(root, path);
      if (source.startsWith("..") || source.includes("node_modules")) return undefined;
      return { contents: relocated(readFileSync(path, "utf8"), source), loader: "ts" };
    });
  },
};

/** Returns a module's code with the location that the module has in `dist/`. */
const relocated = (code: string, source: string): string => {
  const locations: Record<string, string> = {
    url: `new URL("${pathToDist}/${source.replace(/\.ts$/, ".js")}", import.meta.url).href`,
    dirname: `(import.meta.dirname + "/${pathToDist}/${dirname(source)}")`,
  };
  return metaProperties(code).reduceRight((changed, { name, start, end }) => {
    const location = locations[name];
    if (location === undefined) throw new Error(`${source}: import.meta.${name} has no meaning in a bundle`);
    return changed.slice(0, start) + location + changed.slice(end);
  }, code);
};

/** Returns the places of `import.meta.<name>` in code, in their order. */
const metaProperties = (code: string): { name: string; start: number; end: number }[] => {
  const found: { name: string; start: number; end: number }[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyAccessExpression(node) && ts.isMetaProperty(node.expression))
      found.push({ name: node.name.text, start: node.getStart(), end: node.end });
    ts.forEachChild(node, visit);
  };
  if (code.includes("import.meta.")) visit(ts.createSourceFile("", code, ts.ScriptTarget.Latest, true));
  return found;
};

import { registerHooks } from "node:module";
import { extname } from "node:path";
import { fileURLToPath } from "node:url";

const url = new URL(`../task/contract${extname(import.meta.url)}`, import.meta.url);

/** Name by which workloads import the contract: `import { defineWorkload } from "azbatch"`. */
export const contractName = "azbatch";

/** File that the name stands for. */
export const contractFile = fileURLToPath(url);

/**
 * Makes modules that are loaded from now on find the contract of this package, even in a folder without node_modules. TypeScript is an
 * ES module unless package.json says otherwise; Node would find that out by its syntax, and print a warning.
 */
export const resolveContract = (): void =>
  void registerHooks({
    resolve: (specifier, context, nextResolve) => {
      const resolved = nextResolve(specifier === contractName ? url.href : specifier, context);
      const isUndecided = resolved.url.endsWith(".ts") && (resolved.format ?? undefined) === undefined;
      return isUndecided ? { ...resolved, format: "module-typescript" } : resolved;
    },
  });

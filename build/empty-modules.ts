import type { Plugin } from "esbuild";

/** Modules that are loaded but never called here, by the package that loads them. Together they are larger than all others. */
const neverCalled: Readonly<Record<string, RegExp>> = {
  // Telemetry, which is off, and metadata in SQL databases. Ours is in LokiJS.
  azurite: /^applicationinsights$|\/SqlBlob(Server|Configuration)$/,
  // Functions as resources, `pulumi install` and the automation API. The local cloud only runs a program.
  "@pulumi/pulumi": /^typescript$|\/typescript-shim$|^@npmcli\/arborist$|^\.\/automation$/,
};

/** Replaces them by a module that exports nothing. */
export const emptyModules: Plugin = {
  name: "empty-modules",
  setup({ onResolve, onLoad }) {
    for (const [loader, filter] of Object.entries(neverCalled))
      onResolve({ filter }, ({ importer }) =>
        importer.includes(`/node_modules/${loader}/`) ? { path: "empty", namespace } : undefined,
      );
    onLoad({ filter: /.*/, namespace }, () => ({ contents: "module.exports = {};" }));
  },
};

const namespace = "empty-module";

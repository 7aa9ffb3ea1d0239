import { dirname } from "node:path";
import type { BuildOptions, Plugin } from "esbuild";
import { contractFile, contractName } from "../contract.ts";

const namespace = "package";

/**
 * Lets a program import the contract wherever this package is installed. The bundle has no path of it, so that its hash is the same
 * on every machine.
 */
export const bundleContract: Plugin = {
  name: "bundle-contract",
  setup({ onResolve, onLoad, esbuild, initialOptions: { platform, target, format } }) {
    onResolve({ filter: new RegExp(`^${contractName}$`) }, ({ path }) => ({ path, namespace }));
    onLoad({ filter: /.*/, namespace }, async () => {
      const options: BuildOptions = { platform, target, format, bundle: true, write: false };
      const { outputFiles = [] } = await esbuild.build({
        ...options,
        entryPoints: [contractFile],
        absWorkingDir: dirname(contractFile),
      });
      return { contents: outputFiles[0]?.contents, loader: "js" };
    });
  },
};

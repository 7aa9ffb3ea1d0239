import { dirname, join, relative } from "node:path";
import { type BuildOptions, build, type Metafile } from "esbuild";
import { emptyModules } from "./empty-modules.ts";
import { ownLocation, pathToDist } from "./own-location.ts";

/** Files of a bundle and the sources that esbuild read for it. */
interface Bundled {
  /** Text of each file, by its path in `dist/`. */
  readonly files: ReadonlyMap<string, string>;
  readonly metafile: Metafile;
}

/** A bundle with its own copy of every package that it uses, because runner and local cloud share no code. */
interface Bundle {
  readonly name: string;
  readonly entryPoints: readonly string[];
  /** Packages that stay imports. */
  readonly external: readonly string[];
}

const bundles: readonly Bundle[] = [
  { name: "runner", entryPoints: ["runner/cli/cli.ts"], external: [] },
  {
    name: "local",
    entryPoints: [
      "local/cli.ts",
      "local/azurite/azurite-child.ts",
      "local/emulator/cluster/launcher-child.ts",
    ],
    external: [],
  },
  // One file each: esbuild puts the contract into users' programs, and its paths must be the same on every machine.
  { name: "contract", entryPoints: ["task/contract.ts"], external: [] },
  // Resources must register with the SDK of the user's program.
  { name: "infra", entryPoints: ["infra/index.ts", "infra/plugin.ts"], external: ["@pulumi/pulumi"] },
];

/** Bundles all entry points of the package. Entry points keep their paths, so `runner/cli/cli.ts` is `dist/runner/cli/cli.js`. */
export const bundleAll = (root: string): Promise<Bundled[]> =>
  Promise.all(bundles.map((bundle) => bundleOne(root, bundle)));

const bundleOne = async (root: string, bundle: Bundle): Promise<Bundled> => {
  const { outputFiles, metafile } = await build({
    ...optionsFor(bundle),
    absWorkingDir: root,
    write: false,
    metafile: true,
  });
  const dist = join(root, "dist");
  const files = outputFiles.map(({ path, text }): [string, string] => [
    relative(dist, path),
    text.replaceAll(pathToDist, relative(dirname(path), dist) || "."),
  ]);
  return { files: new Map(files), metafile };
};

/** Packages in CommonJS expect these names. */
const commonJsNames = `\
import { createRequire as _createRequire } from "node:module";
import { dirname as _dirname } from "node:path";
import { fileURLToPath as _fileURLToPath } from "node:url";
const require = _createRequire(import.meta.url);
const __filename = _fileURLToPath(import.meta.url);
const __dirname = _dirname(__filename);`;

const optionsFor = ({ name, entryPoints, external }: Bundle): BuildOptions => ({
  entryPoints: [...entryPoints],
  outbase: ".",
  outdir: "dist",
  chunkNames: `chunks/${name}/[name]-[hash]`,
  bundle: true,
  splitting: entryPoints.length > 1 || name === "runner",
  format: "esm",
  platform: "node",
  target: "node22",
  external: ["esbuild", "azbatch-node", ...external],
  // Names stay, so that stack traces are readable. node-fetch recognizes the class AbortSignal by its name, which esbuild would change
  // if another module of the bundle uses the global of that name.
  keepNames: true,
  minifySyntax: true,
  legalComments: "none",
  logLevel: "warning",
  plugins: [emptyModules, ownLocation],
  banner: name === "contract" ? {} : { js: commonJsNames },
});

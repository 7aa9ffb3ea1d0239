import { createHash } from "node:crypto";
import { dirname, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { BuildFailure } from "esbuild";
import { environmentError, RunnerError } from "../errors.ts";
import { bundleContract } from "./bundle-contract.ts";

/** A workload's code and its imports, as one ES module for Node 24. */
interface Bundle {
  readonly code: Uint8Array;
  readonly sha256: string;
}

/**
 * Bundles a workload's code. The same sources give the same bytes on every machine, so the hash identifies the code.
 *
 * @throws RunnerError `ProgramNotBundled` with the place of the first mistake.
 */
export const bundleWorkload = async (main: URL, projectDir: string): Promise<Bundle> => {
  const { build } = await import("esbuild");
  const result = await build({
    entryPoints: [fileURLToPath(main)],
    // The bundle names its sources relative to this folder, and its hash must not depend on the project's location.
    absWorkingDir: dirname(fileURLToPath(main)),
    outfile: "bundle.mjs",
    bundle: true,
    write: false,
    platform: "node",
    target: "node24",
    format: "esm",
    sourcemap: "inline",
    logLevel: "silent",
    plugins: [bundleContract],
    // esbuild can't turn the require() of a CommonJS package into an import: evanw/esbuild#1921.
    banner: { js: 'import{createRequire as _r}from"node:module";const require=_r(import.meta.url);' },
  }).catch((error: unknown) => {
    throw isBuildFailure(error) ? buildError(error, fileURLToPath(main), projectDir) : error;
  });
  const code = result.outputFiles[0]?.contents;
  if (code === undefined)
    throw environmentError("ProgramNotBundled", `${main.pathname}: expected a bundle from esbuild, got none`);
  return { code, sha256: createHash("sha256").update(code).digest("hex") };
};

const isBuildFailure = (error: unknown): error is BuildFailure => error instanceof Error && "errors" in error;

const buildError = ({ errors }: BuildFailure, main: string, projectDir: string): RunnerError => {
  const first = errors[0];
  const file = relative(projectDir, resolve(dirname(main), first?.location?.file ?? main));
  const place = first?.location ? `${file}:${first.location.line}:${first.location.column}` : file;
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : "";
  return new RunnerError({
    code: "ProgramNotBundled",
    kind: "usage",
    message: `${place}: ${first?.text ?? "can't be bundled"}${more}`,
  });
};

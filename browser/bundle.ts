import { fileURLToPath } from "node:url";
import { build, type Metafile } from "esbuild";

/** A page for the browser, named by its folder. */
export type PageName = "report" | "dashboard";

/** Code of a page, for one `<script>` and one `<style>`. */
export interface PageAssets {
  readonly script: string;
  readonly style: string;
}

interface BundledPage extends PageAssets {
  /** Sources in the bundle. */
  readonly metafile: Metafile;
}

/** Bundles a page from its sources. Takes some hundred milliseconds. */
export const bundlePage = async (page: PageName): Promise<BundledPage> => {
  const { outputFiles, metafile } = await build({
    absWorkingDir: fileURLToPath(new URL("..", import.meta.url)),
    entryPoints: [fileURLToPath(new URL(`./${page}/index.tsx`, import.meta.url))],
    outdir: "page",
    write: false,
    bundle: true,
    metafile: true,
    minify: true,
    format: "iife",
    platform: "browser",
    target: ["chrome120", "firefox120", "safari17"],
    jsx: "automatic",
    jsxImportSource: "preact",
    legalComments: "none",
    logLevel: "warning",
  });
  const textOf = (extension: string): string =>
    outputFiles.find(({ path }) => path.endsWith(extension))?.text ?? "";
  return { script: textOf(".js"), style: textOf(".css"), metafile };
};

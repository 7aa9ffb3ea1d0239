import type { Metafile } from "esbuild";
import { bundlePage, type PageName } from "../browser/bundle.ts";

const names: readonly PageName[] = ["report", "dashboard"];

/** Bundles all pages. Returns their code by its path in `dist/`, and the sources that esbuild read. */
export const bundlePages = (): Promise<{ files: ReadonlyMap<string, string>; metafile: Metafile }[]> =>
  Promise.all(
    names.map(async (name) => {
      const { script, style, metafile } = await bundlePage(name);
      const files = new Map([
        [`browser/${name}.js`, script],
        [`browser/${name}.css`, style],
      ]);
      return { files, metafile };
    }),
  );

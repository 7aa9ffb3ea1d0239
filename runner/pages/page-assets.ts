import { readFile } from "node:fs/promises";
import type { PageAssets, PageName } from "../../browser/bundle.ts";
import { isSystemError } from "../errors.ts";

export type { PageAssets } from "../../browser/bundle.ts";

const loaded = new Map<PageName, Promise<PageAssets>>();

/** Returns a page's code. The npm package contains it, built; a clone bundles its sources, once per process. */
export const pageAssets = (page: PageName): Promise<PageAssets> => {
  const assets = loaded.get(page) ?? load(page);
  loaded.set(page, assets);
  return assets;
};

const load = async (page: PageName): Promise<PageAssets> => {
  const built = (extension: string): Promise<string> =>
    readFile(new URL(`../../browser/${page}.${extension}`, import.meta.url), "utf8");
  try {
    const [script, style] = await Promise.all([built("js"), built("css")]);
    return { script, style };
  } catch (error) {
    if (!isSystemError(error) || error.code !== "ENOENT") throw error;
    const { bundlePage } = await import("../../browser/bundle.ts");
    return bundlePage(page);
  }
};

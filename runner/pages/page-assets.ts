import { readFile } from "node:fs/promises";
import { bundlePage, type PageAssets, type PageName } from "../../browser/bundle.ts";
import { isSystemError } from "../errors.ts";

/** Returns a page's code. The npm package contains it, built; a clone bundles its sources. */
export const pageAssets = async (page: PageName): Promise<PageAssets> => {
  const built = (extension: string): Promise<string> =>
    readFile(new URL(`../../browser/${page}.${extension}`, import.meta.url), "utf8");
  try {
    const [script, style] = await Promise.all([built("js"), built("css")]);
    return { script, style };
  } catch (error) {
    if (!isSystemError(error) || error.code !== "ENOENT") throw error;
    return bundlePage(page);
  }
};

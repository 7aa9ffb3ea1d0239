import { bundlePage, type PageName } from "../browser/bundle.ts";

const names: readonly PageName[] = ["report", "dashboard"];

/** Returns the code of all pages, by their paths in `dist/`. */
export const bundlePages = async (): Promise<ReadonlyMap<string, string>> => {
  const pages = names.map(async (name): Promise<[string, string][]> => {
    const { script, style } = await bundlePage(name);
    return [
      [`browser/${name}.js`, script],
      [`browser/${name}.css`, style],
    ];
  });
  return new Map((await Promise.all(pages)).flat());
};

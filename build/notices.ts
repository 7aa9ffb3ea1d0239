import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Metafile } from "esbuild";

/** Returns the licences of all packages in the bundles, each text once. */
export const thirdPartyNotices = (root: string, metafiles: readonly Metafile[]): string => {
  const packagesByText = Map.groupBy(packageFolders(metafiles), (folder) => licenceText(root, folder));
  const sections = [...packagesByText].map(([text, folders]) =>
    [...folders.map((folder) => titleOf(root, folder)).sort(), "", text].join("\n"),
  );
  return (
    ["This software includes the following packages.", ...sections.sort()].join(`\n\n${"-".repeat(80)}\n\n`) +
    "\n"
  );
};

/** Returns the folders of the packages whose code is in an output. */
const packageFolders = (metafiles: readonly Metafile[]): Set<string> => {
  const sources = metafiles
    .flatMap(({ outputs }) => Object.values(outputs))
    .flatMap(({ inputs }) => Object.entries(inputs))
    .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
    .map(([path]) => path);
  return new Set(sources.flatMap((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? []));
};

const titleOf = (root: string, folder: string): string => {
  const { name, version, license } = manifestOf(root, folder);
  return `${name} ${version} (${license})`;
};

const licenceText = (root: string, folder: string): string => {
  const files = readdirSync(join(root, folder)).filter((name) => /^(licen[cs]e|copying|notice)/i.test(name));
  const texts = files.sort().map((name) => readFileSync(join(root, folder, name), "utf8").trim());
  if (texts.length > 0) return texts.join("\n\n").replaceAll("\r\n", "\n");
  const { name, license } = manifestOf(root, folder);
  if (license === undefined) throw new Error(`${name}: expected a licence, got none`);
  return `The package contains no text of its licence, ${license}.`;
};

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
}

const manifestOf = (root: string, folder: string): Manifest =>
  JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8"));

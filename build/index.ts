import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { copyAssets } from "./assets.ts";
import { bundleAll } from "./bundles.ts";
import { declarations } from "./declarations.ts";
import { thirdPartyNotices } from "./notices.ts";
import { bundlePages } from "./pages.ts";

// npm runs this program before it packs the package.
const root = join(import.meta.dirname, "..");
const dist = join(root, "dist");

const write = (files: ReadonlyMap<string, string>): void => {
  for (const [path, text] of files) {
    mkdirSync(dirname(join(dist, path)), { recursive: true });
    writeFileSync(join(dist, path), text);
  }
};

const bundled = [...(await bundleAll(root)), ...(await bundlePages())];
rmSync(dist, { recursive: true, force: true });
for (const { files } of bundled) write(files);
write(declarations(root));
copyAssets(root);
const metafiles = bundled.map(({ metafile }) => metafile);
write(new Map([["THIRD-PARTY-NOTICES", thirdPartyNotices(root, metafiles)]]));

import { cpSync, globSync } from "node:fs";
import { join } from "node:path";

/** Files that programs read beside their own code, and templates of `azbatch new`. */
const assets: readonly string[] = [
  "package.json",
  "Pulumi.yaml",
  "local/emulator/protocol/azure-batch.json",
  "runner/job/check-outputs.sh",
  "runner/job/fetch-inputs.ts",
  "task/{best-point,line-count,stations,word-stats}/*",
];

/** Copies each asset to the same path in `dist/`. */
export const copyAssets = (root: string): void => {
  for (const pattern of assets) {
    const found = globSync(pattern, { cwd: root });
    if (found.length === 0) throw new Error(`${pattern}: expected a file, got none`);
    for (const path of found) cpSync(join(root, path), join(root, "dist", path), { recursive: true });
  }
};

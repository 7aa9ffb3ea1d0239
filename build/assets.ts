import { cpSync, globSync } from "node:fs";
import { join } from "node:path";

/** Files that programs read beside their own code, and templates of `azbatch new`. */
const patterns: readonly string[] = [
  "package.json",
  "Pulumi.yaml",
  "local/emulator/protocol/azure-batch.json",
  "runner/job/check-outputs.sh",
  "runner/job/fetch-inputs.ts",
  "runner/job/install-packages.sh",
  "runner/job/record-usage.sh",
  "task/*/*",
  "data/*.txt",
];

/** Returns the assets' paths. */
export const assetsIn = (root: string): string[] =>
  patterns.flatMap((pattern) => {
    const found = globSync(pattern, { cwd: root });
    if (found.length === 0) throw new Error(`${pattern}: expected a file, got none`);
    return found;
  });

/** Copies each asset to the same path in `dist/`. */
export const copyAssets = (root: string): void => {
  for (const path of assetsIn(root)) cpSync(join(root, path), join(root, "dist", path), { recursive: true });
};

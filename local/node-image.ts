import { existsSync } from "node:fs";
import { mkdir, rm, symlink } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { nodeFolder } from "../infra/node-runtime.ts";

/**
 * Links the pinned Node where a node's start task looks for it, so that no node downloads it. The start task still checks its
 * version.
 */
export const prepareNode = async ({ sharedDir }: { sharedDir: string }): Promise<void> => {
  const bin = join(sharedDir, nodeFolder, "bin");
  await mkdir(bin, { recursive: true });
  await rm(join(bin, "node"), { force: true });
  await symlink(pinnedNode(), join(bin, "node"));
};

// npm's `node` package, otherwise the Node that runs this.
const pinnedNode = (): string => {
  const pinned = fileURLToPath(new URL("../node_modules/node/bin/node", import.meta.url));
  return existsSync(pinned) ? pinned : process.execPath;
};

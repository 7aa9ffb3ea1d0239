import { existsSync } from "node:fs";
import { mkdir, rm, symlink } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { nodeFolder } from "../infra/node-runtime.ts";

/**
 * What a local node has before its start task runs: the pinned Node where the start task looks for it, so that no node
 * downloads one. The start task still checks it.
 */
export const prepareNode = async ({ sharedDir }: { sharedDir: string }): Promise<void> => {
  const bin = join(sharedDir, nodeFolder, "bin");
  await mkdir(bin, { recursive: true });
  await rm(join(bin, "node"), { force: true });
  await symlink(pinnedNode(), join(bin, "node"));
};

// npm's `node` package; without it, whatever runs this, which is right if its version is.
const pinnedNode = (): string => {
  const pinned = fileURLToPath(new URL("../node_modules/node/bin/node", import.meta.url));
  return existsSync(pinned) ? pinned : process.execPath;
};

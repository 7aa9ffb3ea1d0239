import { mkdir, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { nodeFolder, nodeRuntime } from "../infra/node-runtime.ts";

/**
 * Puts Node, by default the installed one, where a node's start task looks for it, so that no node downloads it. The start task still checks its version.
 */
export const prepareNode = async (
  { sharedDir }: { readonly sharedDir: string },
  from = installedNode(),
): Promise<void> => {
  const bin = join(sharedDir, nodeFolder, "bin");
  const node = join(bin, "node");
  await mkdir(bin, { recursive: true });
  await rm(node, { force: true });
  const found = await from;
  if (found.version === nodeRuntime.version) await symlink(found.path, node);
  else await writeFile(node, standIn(found.path), { mode: 0o755 });
};

/** An optional package. TypeScript would want it to be installed if its name were in the import. */
const packagedNode = "azbatch-node";

interface PackagedNode {
  readonly nodePath?: string;
}

interface InstalledNode {
  readonly path: string;
  readonly version: string;
}

/** Returns the Node that npm installed with this package, otherwise the one that runs this. */
const installedNode = async (): Promise<InstalledNode> => {
  const running = { path: process.execPath, version: process.versions.node };
  if (running.version === nodeRuntime.version) return running;
  const { nodePath }: PackagedNode = await import(packagedNode).catch(() => ({}));
  return nodePath === undefined ? running : { path: nodePath, version: nodeRuntime.version };
};

/** Returns a script that passes the start task's check, and otherwise is the Node at `path`. */
const standIn = (path: string): string => `\
#!/bin/sh
# Tasks on Azure run on Node ${nodeRuntime.version}. Here they run on the Node of the local cloud, which has another version.
if [ "$*" = --version ]; then echo v${nodeRuntime.version}; exit; fi
exec ${quoted(path)} "$@"
`;

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

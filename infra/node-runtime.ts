/** The Node that tasks run with. Pinned, so that a pool behaves the same on the day when its next node joins. */
const version = "24.21.0";
const name = `node-v${version}-linux-x64`;

/** Under the node's shared directory. It has no version, for tasks that still wait when a pool with another Node replaces theirs. */
export const nodeFolder = "node";

export const nodeRuntime = {
  version,
  /** The only folder in the tarball. */
  name,
  url: `https://nodejs.org/dist/v${version}/${name}.tar.xz`,
  /** From https://nodejs.org/dist/v24.21.0/SHASUMS256.txt */
  sha256: "fd8e59d5a511510f6a298afb548f18c7d2b1be404d8b4a27d94fbe49f56cb2d6",
  /** For a shell on the node. */
  path: `$AZ_BATCH_NODE_SHARED_DIR/${nodeFolder}/bin/node`,
};

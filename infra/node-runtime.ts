/** Version of Node that tasks run on. Pinned, so that every node of a pool has the same one whenever it joins. */
const version = "24.21.0";
const name = `node-v${version}-linux-x64`;

/**
 * Folder in the node's shared directory. Its name has no version, so that tasks in the queue can run after the pool was replaced by
 * one with another version of Node.
 */
export const nodeFolder = "node";

export const nodeRuntime = {
  version,
  /** Name of the only folder in the tarball. */
  name,
  url: `https://nodejs.org/dist/v${version}/${name}.tar.xz`,
  /** From https://nodejs.org/dist/v24.21.0/SHASUMS256.txt */
  sha256: "fd8e59d5a511510f6a298afb548f18c7d2b1be404d8b4a27d94fbe49f56cb2d6",
  /** Path for use in a shell on the node. */
  path: `$AZ_BATCH_NODE_SHARED_DIR/${nodeFolder}/bin/node`,
};

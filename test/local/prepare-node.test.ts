import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { symlink } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { nodeFolder, nodeRuntime } from "../../infra/node-runtime.ts";
import { prepareNode } from "../../local/prepare-node.ts";
import { withTemporaryFolder } from "../helpers/temporary-folder.ts";

const run = async (node: string, ...args: string[]): Promise<string> =>
  (await promisify(execFile)(node, args)).stdout.trim();

const print = "console.log(process.versions.node, process.argv[1])";

describe("prepareNode", () => {
  it("gives nodes the version that nodes on Azure have", () =>
    withTemporaryFolder(async (sharedDir) => {
      const node = join(sharedDir, nodeFolder, "bin/node");
      await prepareNode({ sharedDir });
      assert.equal(await run(node, "--eval", print, "a b"), `${nodeRuntime.version} a b`);
    }));

  it("uses another version if only that one is installed, and no node downloads Node", () =>
    withTemporaryFolder(async (sharedDir) => {
      const node = join(sharedDir, nodeFolder, "bin/node");
      const other = join(sharedDir, "it's another");
      await symlink(process.execPath, other);
      await prepareNode({ sharedDir }, Promise.resolve({ path: other, version: "26.1.0" }));
      // The start task compares this.
      assert.equal(await run(node, "--version"), `v${nodeRuntime.version}`);
      assert.equal(await run(node, "--eval", print, "a b"), `${process.versions.node} a b`);
    }));
});

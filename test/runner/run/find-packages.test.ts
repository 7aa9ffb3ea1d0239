import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { localNodes, nodesOf, packagesNeedPool } from "../../../runner/run/find-packages.ts";
import { defineWorkload } from "../../../task/workload.ts";
import { withTemporaryFolder } from "../../helpers/temporary-folder.ts";

const context = { signal: new AbortController().signal };

const connectedTo = (batchAccountEndpoint: string, nodeAgentSKUId: string) => ({
  environment: { outputs: { poolId: "workers", batchAccountEndpoint } },
  clients: {
    batch: {
      getPool: async () => ({ virtualMachineConfiguration: { imageReference: {}, nodeAgentSKUId } }),
    },
  },
});

describe("run/find-packages", () => {
  it("takes the Python of the pool's image, and on the local cloud that of this machine", async () => {
    const azure = nodesOf(
      connectedTo("https://a.eastus.batch.azure.com", "batch.node.ubuntu 22.04"),
      context,
    );
    assert.deepEqual(await azure(undefined), { python: "3.10", machine: "x86_64", glibc: [2, 35] });
    const local = nodesOf(connectedTo("http://127.0.0.1:1234", "batch.node.ubuntu 22.04"), context);
    assert.deepEqual(await local(undefined), await localNodes(context)(undefined));
  });

  it("needs a pool only for packages on a stack", () =>
    withTemporaryFolder(async (folder) => {
      await writeFile(join(folder, "Pulumi.yaml"), "name: test\nruntime: nodejs\n");
      const own = { description: "", command: "true", plan: () => [] };
      const [some, none] = [defineWorkload({ ...own, requirements: ["numpy"] }), defineWorkload(own)];
      const place = { projectDir: folder, cwd: folder, env: {} };
      assert.equal(await packagesNeedPool(some, { stack: "dev" }, place), true);
      assert.equal(await packagesNeedPool(some, { local: true }, place), false);
      assert.equal(await packagesNeedPool(none, { stack: "dev" }, place), false);
    }));
});

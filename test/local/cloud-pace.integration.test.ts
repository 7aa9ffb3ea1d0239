import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { attach } from "../../local/attach.ts";
import { requestStatus } from "../../local/lease.ts";
import { attachTo, endOf, runLocal } from "../helpers/attached.ts";
import { batchClient } from "../helpers/batch-client.ts";
import { withTemporaryFolder } from "../helpers/temporary-folder.ts";
import { until } from "../helpers/until.ts";

describe("the pace of a local cloud", () => {
  it("is read from the command line, named by status and kept while the cloud runs", () =>
    withTemporaryFolder(async (dir) => {
      try {
        const { outputs, release } = await attachTo(dir, "--pace", "azure/100");
        assert.equal((await requestStatus(dir))?.pace, "azure/100");
        await assert.rejects(attach({ dir, pace: "instant", lingerMs: 300, deadlineMs: 60_000 }), {
          code: "OtherPace",
          message: /instant.*azure\/100/,
        });
        const client = batchClient(outputs);
        await until(async () => (await client.pool.get(outputs.poolId)).allocationState === "steady");
        await client.pool.resize(outputs.poolId, { targetDedicatedNodes: 0 });
        await until(async () => (await client.computeNode.list(outputs.poolId))[0]?.state === "leavingpool");
        await release();
      } finally {
        await endOf(runLocal(dir, "stop"));
      }
    })).timeout(60_000);

  it("is printed by the command that starts the cloud", () =>
    withTemporaryFolder(async (dir) => {
      const child = runLocal(dir, "--pace", "azure/100");
      const ended = endOf(child);
      let said = "";
      for await (const chunk of child.stdout!) {
        said += chunk;
        if (said.includes("Ctrl-C")) break;
      }
      child.kill("SIGINT");
      await ended;
      assert.match(said, /^ {2}Pace {3}azure\/100$/m);
    })).timeout(60_000);

  it("is validated before anything starts", () =>
    withTemporaryFolder(async (dir) => {
      const { exitCode, stderr } = await endOf(runLocal(dir, "attach", "--pace", "azure/0"));
      assert.equal(exitCode, 2);
      assert.match(stderr, /^Error: --pace: .*"azure\/0"\n$/);
      assert.deepEqual(await readdir(dir), []);
    }));
});

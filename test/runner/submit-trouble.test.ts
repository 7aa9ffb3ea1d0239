import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { BatchServiceModels } from "@azure/batch";
import { batchClient } from "../helpers/batch-client.ts";
import { describeOnCloud } from "./on-cloud.ts";
import { runAsUser, type Said } from "./user.ts";

describeOnCloud("submit, where nothing can run", ({ cloud, user }) => {
  it("says that there is no such run", async () => {
    const { exitCode, stderr } = await user.run(["--resume", "nothing-1"], { cwd: cloud.folder });
    assert.equal(exitCode, 2);
    assert.match(stderr, /Error: no run nothing-1 in http/);
    // As where the variable with the id is empty.
    const flag = await user.run(["--resume", "--keep-job"], { cwd: cloud.folder });
    assert.equal(flag.exitCode, 2);
    assert.match(flag.stderr, /Error: --resume: expected the id of a job, found "--keep-job"\n/);
  });

  it("says that the keys are refused", async () => {
    const file = join(cloud.folder, "wrong.json");
    await writeFile(
      file,
      JSON.stringify({ ...cloud.outputs, batchAccountKey: Buffer.alloc(64).toString("base64") }),
    );
    const cwd = await user.withInputs({ "a.txt": "one" });
    const said = await runAsUser(["submit", "probe", "--input", "in/*", "--outputs", file], { cwd });
    assert.equal(said.exitCode, 3, said.stderr);
    assert.match(
      said.stderr,
      /Error: Batch refuses the stack's key: AuthenticationFailed: .*\nThe key may have changed: npx pulumi up/,
    );
    assert.match(said.stderr, /\nTo come back to the run: npm run submit -- --resume probe-/);
    assert.doesNotMatch(said.stderr, /The job goes on/);
  });

  /** Runs on another pool, or with another path to Node, and waits for what is not going to happen. */
  const submitTo = async (changes: Record<string, unknown>): Promise<Said> => {
    const file = join(cloud.folder, `changed-${Math.random()}.json`);
    await writeFile(file, JSON.stringify({ ...cloud.outputs, ...changes }));
    const cwd = await user.withInputs({ "a.txt": "one" });
    return runAsUser(["submit", "probe", "--input", "in/*", "--outputs", file], { cwd });
  };

  const addPool = async (id: string, pool: Partial<BatchServiceModels.PoolAddParameter>): Promise<void> => {
    const imageReference = {
      publisher: "microsoft-dsvm",
      offer: "ubuntu-hpc",
      sku: "2404",
      version: "latest",
    };
    const virtualMachineConfiguration = { imageReference, nodeAgentSKUId: "batch.node.ubuntu 24.04" };
    await batchClient(cloud.outputs).pool.add({
      ...{ id, vmSize: "standard_d2s_v5", virtualMachineConfiguration },
      ...pool,
    });
  };

  it("says that the pool does not exist", async () => {
    const { exitCode, stderr } = await submitTo({ poolId: "nowhere" });
    assert.equal(exitCode, 3);
    assert.match(stderr, /Error: pool nowhere does not exist: no task can run\nThe job goes on/);
  });

  it("says that the pool has no nodes", async () => {
    await addPool("empty", { targetDedicatedNodes: 0 });
    const { exitCode, stderr } = await submitTo({ poolId: "empty" });
    assert.equal(exitCode, 3);
    assert.match(stderr, /Error: pool empty has no nodes: it is set to 0 nodes: no task can run/);
  });

  it("says why the start task failed", async () => {
    const commandLine = "/bin/bash -c 'echo no way >&2; exit 7'";
    await addPool("broken", { targetDedicatedNodes: 1, startTask: { commandLine, waitForSuccess: true } });
    const { exitCode, stderr } = await submitTo({ poolId: "broken" });
    assert.equal(exitCode, 3, stderr);
    assert.match(
      stderr,
      /Error: the start task failed on the node \(exit code 7: no way\): no task can run\n {2}no way\nThe job/,
    );
  });

  it("says why the job preparation task failed", async () => {
    const { exitCode, stderr } = await submitTo({ nodePath: "/nowhere/node" });
    assert.equal(exitCode, 3, stderr);
    assert.match(
      stderr,
      /the job preparation task failed on .* \(exit code 127: .*\): no task can run\n.*nowhere\/node/,
    );
  });
});

import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { BatchServiceModels } from "@azure/batch";
import { batchClient } from "../../helpers/batch-client.ts";
import { describeOnCloud } from "../on-cloud.ts";
import { type CommandOutput, jobOf, runAsUser } from "../user.ts";

describeOnCloud("submit, if no task can run", ({ cloud, user }) => {
  it("refuses to resume a run whose plan is missing from storage", async () => {
    const { exitCode, code, stderr } = await user.run(["--resume", "nothing-1"], { cwd: cloud.folder });
    assert.deepEqual([exitCode, code], [2, "RunNotFound"]);
    assert(stderr.includes("nothing-1"), stderr);
  });

  it("refuses an empty job id, which a script with an empty variable passes", async () => {
    const { exitCode, code, stderr } = await user.run(["--resume", "", "--keep-job"], { cwd: cloud.folder });
    assert.deepEqual([exitCode, code], [2, "InvalidJobId"]);
    assert(stderr.includes('got ""'), stderr);
  });

  it("reports a rejected key and suggests to deploy the stack and to resume, not to cancel", async () => {
    const file = join(cloud.folder, "wrong.json");
    await writeFile(
      file,
      JSON.stringify({ ...cloud.outputs, batchAccountKey: Buffer.alloc(64).toString("base64") }),
    );
    const cwd = await user.withInputs({ "a.txt": "one" });
    const said = await runAsUser(["submit", "probe", "--input", "in/*", "--outputs", file], { cwd });
    assert.deepEqual([said.exitCode, said.code], [3, "KeyRejected"], said.stderr);
    for (const shown of [
      "AuthenticationFailed",
      "npx pulumi up",
      `npx azbatch submit --resume ${jobOf(said)}`,
    ])
      assert(said.stderr.includes(shown), said.stderr);
    assert.doesNotMatch(said.stderr, /npx azbatch cancel/);
  });

  /** Submits with changed stack outputs: another pool, or another path to Node. */
  const submitTo = async (changes: Record<string, unknown>): Promise<CommandOutput> => {
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

  const assertNoTaskCanRun = (said: CommandOutput, ...shown: readonly string[]): void => {
    assert.deepEqual([said.exitCode, said.code], [3, "NoTaskCanRun"], said.stderr);
    for (const commands of [
      `npx azbatch submit --resume ${jobOf(said)}`,
      `npx azbatch cancel ${jobOf(said)}`,
    ])
      assert(said.stderr.includes(commands), said.stderr);
    for (const text of shown) assert(said.stderr.includes(text), `${text} in ${said.stderr}`);
  };

  it("fails if the pool does not exist, and names it", async () => {
    assertNoTaskCanRun(await submitTo({ poolId: "nowhere" }), "nowhere");
  });

  it("fails if the pool's target is 0 nodes, and names the pool", async () => {
    await addPool("empty", { targetDedicatedNodes: 0 });
    assertNoTaskCanRun(await submitTo({ poolId: "empty" }), "empty", "0 nodes");
  });

  it("fails if the start task fails, and shows its exit code and stderr", async () => {
    const commandLine = "/bin/bash -c 'echo no way >&2; exit 7'";
    await addPool("broken", { targetDedicatedNodes: 1, startTask: { commandLine, waitForSuccess: true } });
    assertNoTaskCanRun(await submitTo({ poolId: "broken" }), "start task", "exit code 7", "\n  no way\n");
  });

  it("fails if the job preparation task fails, and shows its exit code and stderr", async () => {
    const said = await submitTo({ nodePath: "/nowhere/node" });
    assertNoTaskCanRun(said, "job preparation task", "exit code 127", "/nowhere/node");
  });
});

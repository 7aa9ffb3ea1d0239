import assert from "node:assert/strict";
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { KeysOutputs } from "../../infra/outputs.ts";
import { batchClient } from "../helpers/batch-client.ts";
import { isRunning } from "../helpers/is-running.ts";
import { everything } from "../helpers/settings.ts";
import { until } from "../helpers/until.ts";
import { withKeys } from "../helpers/with-keys.ts";
import { taskFile } from "../local/emulator/service/with-batch-service.ts";
import { blobsOf, containersOf, type OnLocalCloud, startOnLocalCloud } from "./on-local-cloud.ts";

describe("the life of a stack, with the real Pulumi CLI on the local cloud", function () {
  this.timeout(180_000);
  let cloud: OnLocalCloud;
  let outputs: KeysOutputs;
  /** All output of the CLI, which a test searches for keys. */
  const said: string[] = [];

  before(async function () {
    cloud = await startOnLocalCloud(this);
    await cloud.run("stack", "init", "test");
  });
  after(() => cloud?.close());

  const run = async (...args: string[]): Promise<string> => {
    const output = await cloud.run(...args);
    said.push(output);
    return output;
  };
  const up = (...args: string[]): Promise<string> => run("up", "--yes", "--skip-preview", ...args);
  const pool = () => batchClient(outputs).pool.get(outputs.poolId);

  it("up creates the environment with the outputs of the contract", async () => {
    await up("--json");
    outputs = withKeys(await cloud.outputs("test"));
    assert.deepEqual(await containersOf(outputs), ["application", "input", "output"]);
    assert.equal((await pool()).targetDedicatedNodes, 2);
  });

  it("the pool's state is what Azure Resource Manager returns", async () => {
    const { deployment } = JSON.parse(await run("stack", "export"));
    const { outputs: found } = deployment.resources.find(
      ({ type }: { type: string }) => type === "azure-native:batch:Pool",
    );
    assert.equal(found.vmSize, "STANDARD_D2S_V5");
    assert.equal(found.provisioningState, "Succeeded");
    assert.equal(found.startTask.maxTaskRetryCount, 3);
    assert.match(found.etag, /^W\/"0x[0-9A-F]+"$/);
  });

  it("up and refresh again change nothing", async () => {
    await up("--expect-no-changes");
    await run("refresh", "--yes", "--skip-preview", "--expect-no-changes");
  });

  it("submit runs on the stack, by its name and by a file of its outputs", async () => {
    const file = join(cloud.folder, "outputs.json");
    writeFileSync(file, JSON.stringify(outputs));
    const out = join(cloud.folder, "out");
    const byName = await cloud.pulumi.submit("--stack", "test", "--yes", "--out", out);
    assert.equal(byName.exitCode, 0, byName.output);
    const byFile = await cloud.pulumi.submit("--outputs", file, "--yes", "--force", "--out", out);
    assert.equal(byFile.exitCode, 0, byFile.output);
    assert.equal(readdirSync(out).length, 2);
    said.push(byName.output, byFile.output);
  });

  it("a preview names the changed property, and up changes the node count in place", async () => {
    await run("config", "set", "nodeCount", "3");
    const preview = await run("preview", "--diff");
    assert.match(preview, /~ azure-native:batch:Pool: \(update\)/);
    assert.match(preview, /~ targetDedicatedNodes: 2 => 3\n/);
    assert.doesNotMatch(preview, /vmSize +:/);
    assert.match(await up(), /~ 1 updated\n/);
    assert.equal((await pool()).targetDedicatedNodes, 3);
  });

  it("another VM size replaces only the pool, and running and waiting tasks continue on the new one", async () => {
    const batch = batchClient(outputs);
    const marker = join(cloud.folder, "has-run-before");
    await batch.job.add({ id: "queue", poolInfo: { poolId: outputs.poolId }, usesTaskDependencies: true });
    const commandLine = `/bin/sh -c '[ -e ${marker} ] || { touch ${marker}; exec sleep 600; }'`;
    await batch.task.add("queue", { id: "runs", commandLine });
    await until(() => existsSync(marker), { what: "the task's start" });
    await batch.task.add("queue", { id: "waits", commandLine, dependsOn: { taskIds: ["runs"] } });
    await run("config", "set", "vmSize", "Standard_D4s_v5");
    const preview = await run("preview", "--diff");
    assert.match(preview, /~ vmSize: "Standard_D2s_v5" => "Standard_D4s_v5"\n/);
    const said = await up();
    assert.match(said, /\+-1 replaced\n/);
    // Two pools can't have the same id.
    assert(said.search(/workers deleted/) < said.search(/workers creat/), said);
    assert.equal((await pool()).vmSize, "standard_d4s_v5");
    const last = () => batch.task.get("queue", "waits");
    await until(async () => (await last()).state === "completed", { what: "the end of both tasks" });
    assert.equal((await last()).executionInfo?.exitCode, 0);
    await batch.job.deleteMethod("queue");
  });

  it("firewalls are added to both accounts in place", async () => {
    const { subnetId, allowedIps } = everything;
    const settings = [`subnetId=${subnetId}`, ...allowedIps.map((ip, index) => `allowedIps[${index}]=${ip}`)];
    await run("config", "set-all", "--path", ...settings.flatMap((setting) => ["--plaintext", setting]));
    const preview = await run("preview", "--diff");
    assert.match(preview, /~ azure-native:storage:StorageAccount: \(update\)/);
    assert.match(preview, /~ azure-native:batch:BatchAccount: \(update\)/);
    assert.match(preview, /~ defaultAction: "Allow" => "Deny"\n/);
    assert.match(await up(), /~ 2 updated\n +\+-1 replaced\n/);
  });

  it("refresh finds changes that others made, and up reverts them", async () => {
    await batchClient(outputs).pool.resize(outputs.poolId, { targetDedicatedNodes: 5 });
    await blobsOf(outputs).getContainerClient("output").setAccessPolicy("container");
    await blobsOf(outputs).deleteContainer("input");
    const refresh = await run("refresh", "--yes", "--skip-preview", "--diff");
    assert.match(refresh, /~ targetDedicatedNodes: 3 => 5\n/);
    assert.match(refresh, /~ publicAccess: "None" => "Container"\n/);
    assert.match(refresh, /- 1 deleted\n/);
    assert.match(await up(), /\+ 1 created\n +~ 2 updated\n/);
    assert.deepEqual(await containersOf(outputs), ["application", "input", "output"]);
    assert.equal((await pool()).targetDedicatedNodes, 3);
  });

  it("refresh finds that the pool is gone, and up creates another", async () => {
    await batchClient(outputs).pool.deleteMethod(outputs.poolId);
    await until(
      () =>
        pool().then(
          () => false,
          () => true,
        ),
      { what: "the end of the pool" },
    );
    assert.match(await run("refresh", "--yes", "--skip-preview"), /- 1 deleted\n/);
    assert.match(await up(), /\+ 1 created\n/);
    assert.equal((await pool()).vmSize, "standard_d4s_v5");
  });

  it("a pool that is missing in the state is imported; a VM size as Azure spells it keeps the pool", async () => {
    const state = JSON.parse(await run("stack", "export"));
    const { urn, id, parent } = state.deployment.resources.find(
      ({ type, custom }: { type: string; custom: boolean }) => custom && type === "azure-native:batch:Pool",
    );
    await run("state", "delete", urn, "--yes");
    const flags = ["--yes", "--skip-preview", "--protect=false", "--generate-code=false"];
    await run(
      "import",
      "azure-native:batch:Pool",
      "azbatch-workers",
      id,
      "--parent",
      `environment=${parent}`,
      ...flags,
    );
    const preview = await run("preview", "--diff");
    assert.match(preview, /~ vmSize: "STANDARD_D4S_V5" => "Standard_D4s_v5"\n/);
    await run("config", "set", "vmSize", "STANDARD_D4S_V5");
    await run("preview", "--expect-no-changes");
  });

  it("another stack has its own resources", async () => {
    await run("stack", "init", "other", "--no-select");
    await up("--stack", "other");
    const other = withKeys(await cloud.outputs("other"));
    assert.notEqual(other.storageAccountName, outputs.storageAccountName);
    assert.notEqual(other.batchAccountName, outputs.batchAccountName);
    assert.notEqual(other.storageAccountKey, outputs.storageAccountKey);
    await run("destroy", "--yes", "--skip-preview", "--stack", "other");
    await run("preview", "--expect-no-changes", "--stack", "test");
    assert.equal((await pool()).targetDedicatedNodes, 3);
  });

  it("no key is in plain text in the CLI's files and output, or in the cloud's log", async () => {
    const files = cloud.pulumi.stateFiles();
    assert(files.length > 0);
    const log = await readFile(join(cloud.folder, "local", "local-cloud.log"), "utf8");
    const texts = [...files, { name: "output", text: said.join("\n") }, { name: "the log", text: log }];
    for (const { name, text } of texts)
      for (const key of [outputs.storageAccountKey, outputs.batchAccountKey])
        assert(!text.includes(key) && !text.includes(encodeURIComponent(key)), name);
  });

  it("destroy ends running tasks and leaves no account, pool, process or file", async () => {
    const batch = batchClient(outputs);
    await batch.job.add({ id: "long", poolInfo: { poolId: outputs.poolId } });
    await batch.task.add("long", { id: "t", commandLine: "/bin/sh -c 'echo $$; exec sleep 600'" });
    const running = await until(async () => {
      const file = taskFile(batch, { jobId: "long", taskId: "t", path: "stdout.txt" });
      return Number(await file.catch(() => "")) || undefined;
    });
    await blobsOf(outputs).getContainerClient("input").getBlockBlobClient("left").upload("text", 4);

    await run("destroy", "--yes", "--skip-preview");
    await assert.rejects(containersOf(outputs));
    await assert.rejects(pool(), { statusCode: 403 });
    assert(!isRunning(running));
    assert(!existsSync(join(cloud.folder, "local", "nodes", outputs.batchAccountName)));
  });
});

import assert from "node:assert/strict";
import type { ChildProcess } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BlobServiceClient, StorageSharedKeyCredential } from "@azure/storage-blob";
import { split } from "shlex";
import { type KeysOutputs, parseStackOutputs } from "../../infra/outputs.ts";
import { endOf, runLocal } from "../helpers/attached.ts";
import { batchClient } from "../helpers/batch-client.ts";
import { createPulumiProject, type PulumiProject, pulumiIsThere } from "../helpers/pulumi-project.ts";
import { withKeys } from "../helpers/with-keys.ts";

/** Starts `npm run local`, waits until it is up, and gives what `.local/env` exports. */
const startForeground = async (dir: string) => {
  const child = runLocal(dir);
  for await (const chunk of child.stdout!) if (String(chunk).includes("Ctrl-C")) break;
  const lines = (await readFile(join(dir, "env"), "utf8")).trim().split("\n");
  const variables = lines
    .map((line) => split(line)[1]!)
    .map((pair) => [pair.split("=", 1)[0], pair.replace(/^[^=]*=/, "")]);
  return { child, variables: Object.fromEntries(variables) };
};

const containersOf = async (outputs: KeysOutputs): Promise<string[]> => {
  const credential = new StorageSharedKeyCredential(outputs.storageAccountName, outputs.storageAccountKey);
  const names: string[] = [];
  const account = new BlobServiceClient(new URL(".", outputs.inputContainerUrl).href, credential);
  for await (const { name } of account.listContainers()) names.push(name);
  return names;
};

describe("the real Pulumi CLI on the local cloud", function () {
  this.timeout(120_000);
  let folder: string;
  let cloud: ChildProcess;
  let pulumi: PulumiProject;
  let outputs: KeysOutputs;

  before(async function () {
    if (!pulumiIsThere()) {
      console.log("    no Pulumi CLI here: SKIPPED; .ci/build-pulumi builds it");
      this.skip();
    }
    folder = await mkdtemp(join(tmpdir(), "batch-test-"));
    const started = await startForeground(join(folder, "local"));
    cloud = started.child;
    pulumi = await createPulumiProject(folder, started.variables);
    await run("stack", "init", "test");
  });

  after(async () => {
    if (!cloud) return;
    const ended = endOf(cloud);
    cloud.kill("SIGINT");
    await ended;
    await rm(folder, { recursive: true, force: true });
  });

  const run = async (...args: string[]): Promise<string> => {
    const { exitCode, output } = await pulumi.run(...args);
    assert.equal(exitCode, 0, output);
    return output;
  };
  const up = (...args: string[]): Promise<string> => run("up", "--yes", "--skip-preview", ...args);

  it("up makes the environment, whose outputs fit the contract", async () => {
    await up();
    const found = parseStackOutputs(JSON.parse(await run("stack", "output", "--json", "--show-secrets")));
    assert.deepEqual(found.problems, undefined);
    outputs = withKeys(found.outputs!);
    assert.deepEqual((await containersOf(outputs)).sort(), ["application", "input", "output"]);
    assert.equal((await batchClient(outputs).pool.get(outputs.poolId)).targetDedicatedNodes, 2);
  });

  it("keeps the keys out of the state in clear", () => {
    const files = readdirSync(pulumi.state, { recursive: true, withFileTypes: true }).filter((file) =>
      file.isFile(),
    );
    assert(files.length > 0);
    for (const { parentPath, name } of files) {
      const text = readFileSync(join(parentPath, name), "utf8");
      assert(!text.includes(outputs.storageAccountKey) && !text.includes(outputs.batchAccountKey), name);
    }
  });

  it("up again changes nothing", async () => {
    await up("--expect-no-changes");
  });

  it("another node count is set in place", async () => {
    await run("config", "set", "nodeCount", "3");
    assert.match(await up(), /~ 1 updated\n/);
    assert.equal((await batchClient(outputs).pool.get(outputs.poolId)).targetDedicatedNodes, 3);
  });

  it("another VM size replaces the pool", async () => {
    await run("config", "set", "vmSize", "Standard_D4s_v5");
    assert.match(await up(), /\+-1 replaced\n/);
    assert.equal((await batchClient(outputs).pool.get(outputs.poolId)).vmSize, "Standard_D4s_v5");
  });

  it("refresh sees that a container has gone, and up makes it again", async () => {
    const { storageAccountName, storageAccountKey, inputContainerUrl } = outputs;
    const credential = new StorageSharedKeyCredential(storageAccountName, storageAccountKey);
    await new BlobServiceClient(new URL(".", inputContainerUrl).href, credential).deleteContainer("input");
    assert.match(await run("refresh", "--yes", "--skip-preview"), /- 1 deleted\n/);
    assert.match(await up(), /\+ 1 created\n/);
    assert((await containersOf(outputs)).includes("input"));
  });

  it("destroy leaves neither pool nor accounts", async () => {
    await run("destroy", "--yes", "--skip-preview");
    await assert.rejects(containersOf(outputs));
    await assert.rejects(batchClient(outputs).pool.get(outputs.poolId), { statusCode: 403 });
  });
});

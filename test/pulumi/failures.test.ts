import assert from "node:assert/strict";
import { createInterface } from "node:readline";
import { endOf } from "../helpers/attached.ts";
import { batchClient } from "../helpers/batch-client.ts";
import { withKeys } from "../helpers/with-keys.ts";
import { blobsOf, type OnLocalCloud, startOnLocalCloud } from "./on-local-cloud.ts";

describe("failures and interruptions, with the real Pulumi CLI on the local cloud", function () {
  this.timeout(180_000);
  let cloud: OnLocalCloud;

  before(async function () {
    cloud = await startOnLocalCloud(this, "--fault", "arm-denied:1@/*/roleAssignments/*");
    await cloud.run("stack", "init", "test");
    await cloud.run(
      "config",
      "set-all",
      "--plaintext",
      "protect=true",
      "--plaintext",
      "outputRetentionDays=30",
    );
  });
  after(() => cloud?.close());

  const failure = async (...args: string[]): Promise<string> => {
    const { exitCode, output } = await cloud.pulumi.run(...args);
    assert.notEqual(exitCode, 0, output);
    return output;
  };
  const up = ["up", "--yes", "--skip-preview"];

  it("invalid settings are all reported at once, and nothing is created", async () => {
    await cloud.run("config", "set", "vmSize", "big");
    await cloud.run("config", "set", "location", "East US 2");
    const said = await failure(...up);
    await cloud.run("config", "rm", "vmSize");
    await cloud.run("config", "rm", "location");
    assert.match(said, /^ +vmSize: .*"big"/m);
    assert.match(said, /^ +location: .*"East US 2"/m);
    assert.doesNotMatch(said, /azure-native:/);
  });

  it("up after an up that Ctrl-C interrupted finishes it without warnings", async () => {
    const interrupted = cloud.pulumi.start(...up);
    const ended = endOf(interrupted);
    for await (const line of createInterface({ input: interrupted.stdout! }))
      if (/ResourceGroup .* creating/.test(line)) interrupted.kill("SIGINT");
    assert.notEqual((await ended).exitCode, 0);
    const said = await cloud.up();
    assert.match(said, /\+ \d+ created\n/);
    assert.doesNotMatch(said, /warning|pending|already exist/i);
    await cloud.up("--expect-no-changes");
  });

  it("up restores what a destroy deleted before protect refused it", async () => {
    assert.match(
      await failure("destroy", "--yes"),
      /BatchAccount::azbatch" cannot be deleted\n +because it is protected/,
    );
    await cloud.up("--expect-no-changes");
    assert.match(await failure("destroy", "--yes", "--skip-preview"), /because it is protected/);
    assert.match(await cloud.up(), /azure-native:batch:Pool azbatch-workers created/);
  });

  it("up --refresh creates missing resources of a stack again", async () => {
    const outputs = withKeys(await cloud.outputs("test"));
    await batchClient(outputs).pool.deleteMethod(outputs.poolId);
    await blobsOf(outputs).deleteContainer("application");
    await blobsOf(outputs).deleteContainer("output");
    await cloud.run("config", "set", "protect", "false");
    assert.match(await cloud.up("--refresh"), /\+ 3 created\n/);
  });

  it("destroy succeeds if half of the stack is missing", async () => {
    const outputs = withKeys(await cloud.outputs("test"));
    await batchClient(outputs).pool.deleteMethod(outputs.poolId);
    await blobsOf(outputs).deleteContainer("input");
    await cloud.run("destroy", "--yes", "--skip-preview");
  });

  it("a refused role assignment is reported with its purpose, and auth entra then works without keys", async () => {
    const settings = [
      "auth=entra",
      "autoscale=true",
      "spotPercent=80",
      "inputRetentionDays=30",
      "monthlyBudget=100",
    ];
    const lists = [
      "containerImages[0]=docker.io/library/python:3.13-slim",
      "budgetEmails[0]=team@acme.org",
      "operators[0]=group:11111111-2222-4333-8444-666666666666",
    ];
    const flags = [...settings, ...lists].flatMap((setting) => ["--plaintext", setting]);
    await cloud.run("config", "set-all", "--path", ...flags);
    const said = await failure(...up);
    assert.match(said, /Code="AuthorizationFailed".*'Microsoft\.Authorization\/roleAssignments\/write'/);

    await cloud.up();
    await cloud.run("refresh", "--yes", "--skip-preview", "--expect-no-changes");
    assert.equal((await cloud.outputs("test")).auth, "entra");
    const submitted = await cloud.pulumi.submit("--stack", "test", "--yes");
    assert.equal(submitted.exitCode, 3, submitted.output);
    assert.match(submitted.output, /^Error: auth: .*\bentra$/m);
    await cloud.run("destroy", "--yes", "--skip-preview");
  });

  it("up and submit report a missing local cloud in one line", async () => {
    await cloud.run("config", "rm", "operators");
    await cloud.run("config", "set", "auth", "keys");
    await cloud.up();
    await cloud.stopCloud();
    const said = await failure(...up);
    const port = /azure-native:(\d+)/.exec(cloud.variables.PULUMI_DEBUG_PROVIDERS ?? "")?.[1];
    assert.match(said, new RegExp(`error: .*\\bport ${port}\\b.*\\bnpx azbatch local\\b`));
    const submitted = await cloud.pulumi.submit("--stack", "test", "--yes");
    assert.equal(submitted.exitCode, 3, submitted.output);
    assert.match(submitted.output, /^Error: local cloud: .*127\.0\.0\.1:\d+/m);
  });
});

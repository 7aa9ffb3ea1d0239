import assert from "node:assert/strict";
import { type OnLocalCloud, startOnLocalCloud } from "./on-local-cloud.ts";

describe("pulumi:autonaming, with the real Pulumi CLI on the local cloud", function () {
  this.timeout(180_000);
  let cloud: OnLocalCloud;

  before(async function () {
    cloud = await startOnLocalCloud(this);
  });
  after(() => cloud?.close());

  const set = (stack: string, setting: string, value: string) =>
    cloud.run("config", "set", "--stack", stack, "--path", `pulumi:autonaming.${setting}`, value);

  it("names accounts by a pattern, the same in each update", async () => {
    await cloud.run("stack", "init", "pattern");
    await set("pattern", "pattern", "${name}${alphanum(3)}");
    await cloud.up();
    const { batchAccountName, storageAccountName, poolId } = await cloud.outputs("pattern");
    assert.match(batchAccountName, /^azbatch[a-z0-9]{3}$/);
    assert.match(storageAccountName, /^azbatch[a-z0-9]{3}$/);
    assert.equal(poolId, "workers");
    await cloud.run("preview", "--expect-no-changes");
    await cloud.run("destroy", "--yes", "--skip-preview");
  });

  it("uses Pulumi's names with the mode verbatim, also for resources of one type", async () => {
    await cloud.run("stack", "init", "verbatim");
    const type = 'providers.azure-native.resources["azure-native:batch:BatchAccount"].mode';
    await set("verbatim", type, "verbatim");
    await cloud.up();
    const { batchAccountName, storageAccountName } = await cloud.outputs("verbatim");
    assert.equal(batchAccountName, "azbatch");
    assert.match(storageAccountName, /^azbatch[0-9a-f]{8}$/);
    await cloud.run("destroy", "--yes", "--skip-preview");
  });

  it("reports the missing names with the mode disabled, and creates nothing", async () => {
    await cloud.run("stack", "init", "disabled");
    await set("disabled", "mode", "disabled");
    const { exitCode, output } = await cloud.pulumi.run("up", "--yes", "--skip-preview");
    assert.notEqual(exitCode, 0, output);
    assert.match(output, /resourceGroupName/);
    assert.doesNotMatch(output, /ResourceGroup .*created/);
  });

  it("refuses a proposed name that Azure doesn't allow", async () => {
    await cloud.run("stack", "init", "invalid");
    await set("invalid", "pattern", "${name}-${hex(4)}");
    const { exitCode, output } = await cloud.pulumi.run("up", "--yes", "--skip-preview");
    assert.notEqual(exitCode, 0, output);
    assert.match(output, /accountName.*"azbatch-[0-9a-f]{4}"/s);
  });
});

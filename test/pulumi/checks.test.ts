import assert from "node:assert/strict";
import { type OnLocalCloud, startOnLocalCloud } from "./on-local-cloud.ts";

describe("checks before a deployment, with the real Pulumi CLI on the local cloud", function () {
  this.timeout(180_000);
  let cloud: OnLocalCloud;

  before(async function () {
    // The first `up` reads the account twice, on creation and in the check; then the quota is granted.
    cloud = await startOnLocalCloud(this, "--fault", "no-quota:2@/*-quota*/batchAccounts/*");
  });
  after(() => cloud?.close());

  const failure = async (...args: string[]): Promise<string> => {
    const { exitCode, output } = await cloud.pulumi.run(...args);
    assert.notEqual(exitCode, 0, output);
    return output;
  };

  it("up without quota creates only the account, and another up succeeds once Azure grants quota", async () => {
    await cloud.run("stack", "init", "quota");
    await cloud.run("preview");
    const refused = await failure("up", "--yes", "--skip-preview");
    assert.match(refused, /^ +error: quota: .*\b4 dedicated cores\b.*\b0\b/m);
    assert.doesNotMatch(refused, /storage:StorageAccount .*creat|batch:Pool .*creat/);
    assert.match(refused, /\+ [456] created\n/);
    assert.match(await cloud.up(), /batch:Pool azbatch-workers created/);
    await cloud.run("preview", "--expect-no-changes");
    await cloud.run("destroy", "--yes", "--skip-preview");
  });

  it("up to a subscription other than a setting's creates nothing, and preview prints the subscription", async () => {
    const [own, other] = ["33333333-3333-3333-3333-333333333333", "99999999-9999-9999-9999-999999999999"];
    const group = `/subscriptions/${own}/resourceGroups/platform/providers`;
    await cloud.run("stack", "init", "subscription");
    await cloud.run(
      "config",
      "set",
      "logWorkspaceId",
      `${group}/Microsoft.OperationalInsights/workspaces/platform`,
    );
    await cloud.run("config", "set", "azure-native:subscriptionId", other);
    const refused = await failure("up", "--yes", "--skip-preview");
    assert.match(refused, new RegExp(`^ +error: logWorkspaceId: .*${other}.*${own}`, "m"));
    assert.doesNotMatch(refused, /ResourceGroup/);
    await cloud.run("config", "set", "azure-native:subscriptionId", own);
    assert.match(await cloud.run("preview"), new RegExp(`subscription ${own}`));
  });

  it("auth entra gives operators the same roles whichever identity runs up, and logs the needed role only before new assignments", async () => {
    await cloud.run("stack", "init", "identities");
    await cloud.run("config", "set", "auth", "entra");
    await cloud.run("config", "set", "--path", "operators[0]", "group:11111111-2222-4333-8444-666666666666");
    assert.match(await cloud.run("preview"), /\brole Owner\b/);
    await cloud.up();
    await cloud.run("config", "set", "azure-native:clientId", "44444444-4444-4444-4444-444444444444");
    assert.doesNotMatch(await cloud.run("preview", "--diff"), /RoleAssignment|\brole Owner\b/);
    await cloud.run("destroy", "--yes", "--skip-preview");
  });
});

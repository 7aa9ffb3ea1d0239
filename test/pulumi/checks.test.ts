import assert from "node:assert/strict";
import { type OnLocalCloud, startOnLocalCloud } from "./on-local-cloud.ts";

describe("checks before an environment is made, with the real Pulumi CLI on the local cloud", function () {
  this.timeout(180_000);
  let cloud: OnLocalCloud;

  before(async function () {
    // The account is read when it is created and by the check, so that quota is granted after the first `up`.
    cloud = await startOnLocalCloud(this, "--fault", "no-quota:2@/*-quota*/batchAccounts/*");
  });
  after(() => cloud?.close());

  const failure = async (...args: string[]): Promise<string> => {
    const { exitCode, output } = await cloud.pulumi.run(...args);
    assert.notEqual(exitCode, 0, output);
    return output;
  };

  it("up without quota creates only the account, and up succeeds as soon as Azure grants it", async () => {
    await cloud.run("stack", "init", "quota");
    await cloud.run("preview");
    const refused = await failure("up", "--yes", "--skip-preview");
    assert.match(refused, /^ +error: quota: expected 4 dedicated cores .* found 0; /m);
    assert.doesNotMatch(refused, /storage:StorageAccount .*creat|batch:Pool .*creat/);
    assert.match(refused, /\+ [45] created\n/);
    assert.match(await cloud.up(), /batch:Pool workers created/);
    await cloud.run("preview", "--expect-no-changes");
    await cloud.run("destroy", "--yes", "--skip-preview");
  });
});

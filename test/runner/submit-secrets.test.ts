import assert from "node:assert/strict";
import { gunzipSync } from "node:zlib";
import { ContainerClient, StorageSharedKeyCredential } from "@azure/storage-blob";
import { parseStackOutputs } from "../../infra/outputs.ts";
import { batchClient } from "../helpers/batch-client.ts";
import { withKeys } from "../helpers/with-keys.ts";
import { startTestCloud, type TestCloud } from "./local-cloud.ts";
import { type CloudUser, cloudUser, filesOf, jobOf } from "./user.ts";

describe("submit keeps secrets", function () {
  this.timeout(60_000);
  let cloud: TestCloud;
  let user: CloudUser;

  before(async () => {
    cloud = await startTestCloud();
    user = cloudUser(cloud);
  });
  after(() => cloud.close());

  const outputs = () => {
    const parsed = parseStackOutputs(cloud.outputs);
    return withKeys(parsed.outputs ?? assert.fail(parsed.problems.join()));
  };

  const assertNone = (name: string, text: string): void => {
    const { batchAccountKey, storageAccountKey } = outputs();
    for (const secret of [batchAccountKey, storageAccountKey, "sig=", encodeURIComponent("sig=")])
      assert(!text.includes(secret), `a secret is in ${name}`);
  };

  it("in what it says, in the run's folder, in what it stores and in what it asks of Batch", async () => {
    const inputs = { "a.txt": "one", "b.txt": "fail", "c.txt": "forget" };
    const said = await user.submit(inputs, ["--json", "--retries", "1"]);
    assertNone("standard output", said.stdout);
    assertNone("standard error", said.stderr);
    for (const [name, text] of await filesOf(said.cwd)) assertNone(name, text);

    const { storageAccountName, storageAccountKey, applicationContainerUrl } = outputs();
    const key = new StorageSharedKeyCredential(storageAccountName, storageAccountKey);
    const application = new ContainerClient(applicationContainerUrl, key);
    const stored: string[] = [];
    for await (const { name } of application.listBlobsFlat()) {
      const content = await application.getBlobClient(name).downloadToBuffer();
      assertNone(`blob ${name}`, (name.endsWith(".gz") ? gunzipSync(content) : content).toString());
      stored.push(name.split("/")[0] ?? "");
    }
    assert.deepEqual([...new Set(stored)].sort(), ["probe", "results", "runs"]);

    const batch = batchClient(outputs());
    const { jobPreparationTask, ...job } = await batch.job.get(jobOf(said));
    const tasks = await batch.task.list(jobOf(said));
    assert.equal(tasks.length, 3);
    const { resourceFiles: _, ...preparation } = jobPreparationTask ?? assert.fail("no preparation task");
    assertNone("the job", JSON.stringify([job, preparation]));
    for (const { resourceFiles: read, outputFiles: write, ...task } of tasks) {
      assertNone(`task ${task.id}`, JSON.stringify(task));
      // The one place where a SAS has to be.
      assert((read?.[0]?.httpUrl ?? "").includes("sp=r&") && write?.[0] !== undefined);
    }
  });

  it("in an error", async () => {
    const cwd = await user.withInputs({ "a.txt": "one" });
    const said = await user.run(["--resume", "none"], { cwd });
    assertNone("an error", said.stderr + said.stdout);
  });
});

import assert from "node:assert/strict";
import { gunzipSync } from "node:zlib";
import { batchClient } from "../../helpers/batch-client.ts";
import { containerClient } from "../../helpers/container-client.ts";
import { describeOnCloud } from "../on-cloud.ts";
import { filesOf, jobOf } from "../user.ts";

describeOnCloud("secrets in submit", ({ cloud, user }) => {
  const assertNone = (name: string, text: string): void => {
    const { batchAccountKey, storageAccountKey } = cloud.outputs;
    for (const secret of [batchAccountKey, storageAccountKey, "sig=", encodeURIComponent("sig=")])
      assert(!text.includes(secret), `a secret is in ${name}`);
  };

  it("are in no output, file, blob or Batch request, except for the SAS that nodes need", async () => {
    const inputs = { "a.txt": "one", "b.txt": "fail", "c.txt": "forget" };
    const said = await user.submit(inputs, ["--json", "--retries", "1"]);
    assertNone("standard output", said.stdout);
    assertNone("standard error", said.stderr);
    for (const [name, text] of await filesOf(said.cwd)) assertNone(name, text);

    const application = containerClient(cloud.outputs, "application");
    const stored: string[] = [];
    for await (const { name } of application.listBlobsFlat()) {
      const content = await application.getBlobClient(name).downloadToBuffer();
      assertNone(`blob ${name}`, (name.endsWith(".gz") ? gunzipSync(content) : content).toString());
      stored.push(name.split("/")[0] ?? "");
    }
    assert.deepEqual([...new Set(stored)].sort(), ["probe", "results", "runs"]);

    const batch = batchClient(cloud.outputs);
    const { jobPreparationTask, ...job } = await batch.job.get(jobOf(said));
    const tasks = await batch.task.list(jobOf(said));
    assert.equal(tasks.length, 3);
    const { resourceFiles: _, ...preparation } = jobPreparationTask ?? assert.fail("no preparation task");
    assertNone("the job", JSON.stringify([job, preparation]));
    for (const { resourceFiles: read, outputFiles: write, ...task } of tasks) {
      assertNone(`task ${task.id}`, JSON.stringify(task));
      // The only place where a SAS is needed.
      assert((read?.[0]?.httpUrl ?? "").includes("sp=r&") && write?.[0] !== undefined);
    }
  });

  it("are not in an error message", async () => {
    const cwd = await user.withInputs({ "a.txt": "one" });
    const said = await user.run(["--resume", "none"], { cwd });
    assert.equal(said.code, "RunNotFound");
    assertNone("an error", said.stderr + said.stdout);
  });
});

import assert from "node:assert/strict";
import { join } from "node:path";
import { batchClient } from "../helpers/batch-client.ts";
import { containerClient } from "../helpers/container-client.ts";
import { describeOnOwnCloud } from "./on-cloud.ts";
import { jobOf } from "./user.ts";

describeOnOwnCloud("a run whose plan is missing from storage", ({ cloud, user }) => {
  let jobId: string;
  const command = (...words: string[]) => user.command(words, { cwd: cloud.folder });
  const withJson = async (...words: string[]) => {
    const { stdout } = await command(...words, "--json");
    const events = stdout.trimEnd().split("\n");
    return events.map((line) => JSON.parse(line)).filter((event) => event.event !== "environment");
  };

  before(async () => {
    const inputs = { "a.txt": "fine", "w.txt": `wait ${join(cloud.folder, "never")}` };
    jobId = jobOf(await user.submit(inputs, ["--detach"]));
    await containerClient(cloud.outputs, "application").deleteBlob(`runs/${jobId}/manifest.ndjson.gz`);
  });

  it("is listed and shown by what its job knows", async () => {
    const [listed] = await withJson("status");
    assert.deepEqual([listed.jobId, listed.workload, listed.planMissing], [jobId, "probe", true]);
    const [shown] = await withJson("status", jobId);
    assert.equal(shown.jobId, jobId);
    assert(["waiting", "running"].includes(shown.state), shown.state);
    const { stdout } = await command("status", jobId);
    assert.match(stdout, /plan of this run is missing/);
    assert.doesNotMatch(stdout, /--resume|watch/);
  });

  it("keeps what it may use while it runs", async () => {
    const old = await command("clean", "--older-than", "1s", "--yes");
    assert.equal(old.exitCode, 3);
    assert.match(old.stderr, new RegExp(`plan of run ${jobId} is missing`));
  });

  it("can be cancelled, then cleaned", async () => {
    assert.equal((await command("cancel", jobId, "--yes")).exitCode, 0);
    const { job } = batchClient(cloud.outputs);
    while ((await job.get(jobId)).state !== "completed");
    assert.equal((await withJson("status", jobId))[0].state, "cancelled");
    assert.equal((await command("clean", jobId, "--yes")).exitCode, 0);
    for await (const { name } of containerClient(cloud.outputs, "output").listBlobsFlat())
      assert.fail(`${name} is left`);
    assert.equal((await command("status", jobId)).exitCode, 2);
  });

  it("is not one that another client made", async () => {
    await batchClient(cloud.outputs).job.add({ id: "foreign", poolInfo: { poolId: cloud.outputs.poolId } });
    for (const name of ["status", "cancel", "clean"])
      assert.equal((await command(name, "foreign")).exitCode, 2, name);
    assert.deepEqual(await withJson("status"), []);
  });
});

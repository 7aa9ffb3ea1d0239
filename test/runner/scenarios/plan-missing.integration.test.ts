import assert from "node:assert/strict";
import { join } from "node:path";
import { batchClient } from "../../helpers/batch-client.ts";
import { containerClient } from "../../helpers/container-client.ts";
import { describeOnOwnCloud } from "../on-cloud.ts";
import { eventsOf, jobOf } from "../user.ts";

describeOnOwnCloud("a run whose plan is missing from storage", ({ cloud, user }) => {
  let jobId: string;
  const command = (...words: string[]) => user.command(words, { cwd: cloud.folder });
  const listed = async () =>
    eventsOf(await command("ls", "--json")).flatMap((event) => (event.event === "run" ? [event] : []));

  before(async () => {
    const inputs = { "a.txt": "fine", "w.txt": `wait ${join(cloud.folder, "never")}` };
    jobId = jobOf(await user.submit(inputs, ["--detach"]));
    await containerClient(cloud.outputs, "application").deleteBlob(`runs/${jobId}/manifest.ndjson.gz`);
  });

  it("is listed with its workload from the job, and status suggests no command that needs the plan", async () => {
    assert.deepEqual(
      (await listed()).map((run) => [run.jobId, run.workload, run.planMissing]),
      [[jobId, "probe", true]],
    );
    const shown = await user.statusOf(jobId);
    assert.deepEqual([shown.jobId, shown.planMissing], [jobId, true]);
    assert(["waiting", "running"].includes(shown.state), shown.state);
    const { stdout } = await command("status", jobId);
    assert(stdout.includes(`npx azbatch cancel ${jobId}`), stdout);
    assert.doesNotMatch(stdout, /--resume|npx azbatch (watch|download)/);
  });

  it("keeps delete --older-than from removing anything while its job runs", async () => {
    const old = await command("delete", "--older-than", "1s", "--yes");
    assert.deepEqual([old.exitCode, old.code], [3, "LiveRunUnreadable"]);
    assert(old.stderr.includes(jobId), old.stderr);
  });

  it("can be cancelled, then deleted", async () => {
    assert.equal((await command("cancel", jobId, "--yes")).exitCode, 0);
    const { job } = batchClient(cloud.outputs);
    while ((await job.get(jobId)).state !== "completed");
    assert.equal((await user.statusOf(jobId)).state, "cancelled");
    assert.equal((await command("delete", jobId, "--yes")).exitCode, 0);
    for await (const { name } of containerClient(cloud.outputs, "output").listBlobsFlat())
      assert.fail(`${name} is left`);
    assert.equal((await command("status", jobId)).code, "RunNotFound");
  });

  it("isn't confused with another client's job", async () => {
    await batchClient(cloud.outputs).job.add({ id: "foreign", poolInfo: { poolId: cloud.outputs.poolId } });
    for (const name of ["status", "cancel", "delete"]) {
      const { exitCode, code } = await command(name, "foreign");
      assert.deepEqual([exitCode, code], [2, "RunNotFound"], name);
    }
    assert.deepEqual(await listed(), []);
  });
});

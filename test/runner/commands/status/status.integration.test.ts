import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { batchClient } from "../../../helpers/batch-client.ts";
import { assertSnapshot, normalise } from "../../../helpers/snapshot.ts";
import { describeOnCloud } from "../../on-cloud.ts";
import { eventOf, eventsOf, jobOf } from "../../user.ts";

describeOnCloud("status and cancel on the local cloud", ({ cloud, user }) => {
  let jobId: string;
  let sign: string;
  const command = (...words: string[]) => user.command(words, { cwd: cloud.folder });

  const jobState = async (): Promise<string | undefined> =>
    (await batchClient(cloud.outputs).job.get(jobId)).state;

  before(() => {
    sign = join(cloud.folder, "sign");
  });

  it("ls: lists no run at first, and suggests submit", async () => {
    const { exitCode, stdout, stderr } = await command("ls");
    assert.deepEqual([exitCode, stdout], [0, ""]);
    assert.match(stderr, /npx azbatch submit --outputs /);
    await assertSnapshot("ls/no-runs", normalise(stderr));
  });

  it("status: exits with 2 and NoRuns at first, and suggests submit", async () => {
    const { exitCode, code, stderr } = await command("status");
    assert.deepEqual([exitCode, code], [2, "NoRuns"]);
    assert.match(stderr, /npx azbatch submit/);
  });

  it("status: shows running tasks, failed tasks and causes, and suggests cancel", async () => {
    const inputs = { "a.txt": "fail no 1", "b.txt": "fail no 2", "c.txt": "fine", "w.txt": `wait ${sign}` };
    jobId = jobOf(await user.submit(inputs, ["--detach"]));
    await user.untilStatus(
      jobId,
      ({ counts }) => counts.running === 1 && counts.failed === 2 && counts.succeeded === 1,
    );
    const { poolId, nodes, runningTasks, failures } = await user.statusOf(jobId);
    assert.equal(poolId, cloud.outputs.poolId);
    assert.equal(nodes?.running, 1);
    assert.match(runningTasks.map(({ id }) => id).join(), /^w-txt-\w+$/);
    const [group, ...others] = failures;
    assert.deepEqual([group?.count, others], [2, []]);
    assert.match(group?.cause ?? "", /\bError: no \d$/);
    assert.match(group?.sample.taskId ?? "", /^[ab]-txt-/);
    const { exitCode, stdout } = await command("status", jobId);
    assert.equal(exitCode, 0);
    for (const name of [jobId, "w-txt-", "Error: no ", `npx azbatch cancel ${jobId} --outputs `])
      assert(stdout.includes(name), `${name} in ${stdout}`);
  });

  it("cancel: changes nothing unless the user confirms", async () => {
    const unasked = await command("cancel", jobId);
    assert.deepEqual([unasked.exitCode, unasked.code], [2, "ConfirmationRequired"]);
    assert.match(unasked.stderr, /--yes/);
    assert.equal(await jobState(), "active");
    const no = await user.command(["cancel", jobId], { cwd: cloud.folder, answer: "" });
    assert.equal(no.exitCode, 0);
    assert.equal(await jobState(), "active");
    await assertSnapshot("cancel/not-asked", normalise(unasked.stderr));
    await assertSnapshot("cancel/declined", normalise(no.stderr));
  });

  it("cancel: ends the run, whose tasks count as failed, and suggests download", async () => {
    const { exitCode, stderr } = await user.command(["cancel", jobId], { cwd: cloud.folder, answer: "y" });
    assert.equal(exitCode, 0);
    assert(stderr.includes(`npx azbatch download ${jobId}`), stderr);
    await user.untilStatus(jobId, ({ state, counts }) => state === "cancelled" && counts.failed === 3);
    await assertSnapshot("cancel/confirmed", normalise(stderr));
  });

  it("cancel: does nothing if the job has ended", async () => {
    const { exitCode, stdout, stderr } = await command("cancel", jobId, "--yes", "--json");
    assert.equal(exitCode, 0);
    assert(!eventsOf({ stdout }).some(({ event }) => event === "cancelled"));
    await assertSnapshot("cancel/ended", normalise(stderr));
  });

  it("ls: lists runs, the newest first", async () => {
    await user.submit({ "a.txt": "fine as well" }, ["--yes"]);
    const { stdout } = await command("ls");
    const rows = stdout.split("\n").map((line) => line.split("\t").slice(2, 6));
    assert.deepEqual(rows.slice(1, 3), [
      ["succeeded", "1", "1", "0"],
      ["cancelled", "4", "4", "3"],
    ]);
    const said = await command("ls", "--json", "--max", "1");
    assert.deepEqual(
      eventsOf(said).map(({ event }) => event),
      ["environment", "run"],
    );
    const { state, elapsedMs } = eventOf(said, "run");
    assert.equal(state, "succeeded");
    assert(elapsedMs !== undefined && elapsedMs > 0);
  });

  it("ls: lists only runs of the workload and in the states that the user names", async () => {
    const listed = async (...words: string[]) =>
      eventsOf(await command("ls", "--json", ...words)).flatMap((event) =>
        event.event === "run" ? event.state : [],
      );
    assert.deepEqual(await listed("--workload", "probe"), ["succeeded", "cancelled"]);
    assert.deepEqual(await listed("--workload", "other"), []);
    assert.deepEqual(await listed("--state", "cancelled", "timed-out", "--max", "1"), ["cancelled"]);
    const none = await command("ls", "--state", "failed");
    assert.deepEqual([none.exitCode, none.stdout], [0, ""]);
  });

  it("shows the newest run without a job id, and names it", async () => {
    const { stdout: list } = await command("ls", "--max", "1", "--json");
    const newest = jobOf({ stdout: list, stderr: "" });
    assert.equal(eventOf(await command("status", "--json"), "status").jobId, newest);
    for (const words of [["watch"], ["watch", "last"], ["download", "probe"], ["logs"]]) {
      const { stderr, exitCode } = await command(...words);
      assert.equal(exitCode, 0, stderr);
      assert(stderr.includes(newest), stderr);
    }
    const selected = eventOf(await command("watch", newest.slice(-4), "--json"), "selected");
    assert.deepEqual([selected.jobId, selected.by], [newest, "part"]);
  });

  it("cancel: with --yes, expects a run by its id, because the newest may change", async () => {
    for (const words of [[], ["last"], ["probe"]]) {
      const { exitCode, code, stderr } = await command("cancel", ...words, "--yes");
      assert.deepEqual([exitCode, code], [2, "JobIdRequired"]);
      assert.match(stderr, /npx azbatch cancel probe-\S+ --yes/);
    }
  });

  it("status: shows a run that ended unwatched as ended, and suggests to resume it", async () => {
    jobId = jobOf(await user.submit({ "w.txt": `wait ${sign}` }, ["--detach"]));
    await writeFile(sign, "");
    await user.untilStatus(jobId, ({ state }) => state === "ended");
    assert((await command("status", jobId)).stdout.includes(`npx azbatch submit --resume ${jobId}`));
  });

  for (const words of [["status"], ["cancel", "--yes"]])
    it(`${words[0]}: exits with 2 and RunNotFound if the run doesn't exist`, async () => {
      const { exitCode, code, stderr } = await command(...words, "nothing-1");
      assert.deepEqual([exitCode, code], [2, "RunNotFound"]);
      assert.match(stderr, /\bnothing-1\b.* http/);
      await assertSnapshot("errors/run-not-found", normalise(stderr));
    });
});

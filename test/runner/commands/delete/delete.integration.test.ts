import assert from "node:assert/strict";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { systemClock } from "../../../../runner/clock.ts";
import type { JsonEvent } from "../../../../runner/ui/events.ts";
import { containerClient } from "../../../helpers/container-client.ts";
import { assertSnapshot, normalise } from "../../../helpers/snapshot.ts";
import { describeOnOwnCloud } from "../../on-cloud.ts";
import { countsOf, eventOf, eventsOf, filesOf, jobOf, type UserOptions } from "../../user.ts";

describeOnOwnCloud("retry and delete on the local cloud", ({ cloud, user }) => {
  const command = (words: readonly string[], options: Partial<UserOptions> = {}) =>
    user.command(words, { cwd: cloud.folder, ...options });

  /** Names of all blobs in the three containers. */
  const stored = async (): Promise<string[]> => {
    const names: string[] = [];
    for (const part of ["application", "input", "output"] as const)
      for await (const { name } of containerClient(cloud.outputs, part).listBlobsFlat())
        names.push(`${part}/${name}`);
    return names;
  };

  it("retry: runs failed tasks again in their job while it is active", async () => {
    const [needed, sign] = [join(cloud.folder, "needed-1"), join(cloud.folder, "sign-1")];
    const inputs = { "a.txt": `need ${needed}`, "w.txt": `wait ${sign}` };
    const jobId = jobOf(await user.submit(inputs, ["--detach"]));
    await user.untilStatus(jobId, ({ counts }) => counts.failed === 1 && counts.running === 1);
    await writeFile(needed, "");
    const said = await command(["retry", jobId, "--yes", "--json", "--out", "again"], {
      onEvent: (event) => {
        if (event.event === "progress" && event.counts.succeeded === 1) void writeFile(sign, "");
      },
    });
    assert.equal(said.exitCode, 0, said.stderr);
    const finished = eventOf(said, "finished");
    assert.equal(finished.jobId, jobId);
    assert.deepEqual(countsOf(finished), [2, 0, 0]);
    await rm(join(cloud.folder, "again"), { recursive: true });
  });

  it("retry: makes a submit that still watches the job report the new outcomes", async () => {
    const [needed, sign] = [join(cloud.folder, "needed-0"), join(cloud.folder, "sign-0")];
    const failed = Promise.withResolvers<string>();
    let started = "";
    const onEvent = (event: JsonEvent): void => {
      if (event.event === "started") started = event.jobId;
      if (event.event === "progress" && event.counts.failed === 1) failed.resolve(started);
    };
    const inputs = { "a.txt": `need ${needed}`, "w.txt": `wait ${sign}` };
    const watching = user.submit(inputs, ["--json"], { onEvent });
    const jobId = await failed.promise;
    await writeFile(needed, "");
    const again = await command(["retry", jobId, "--detach"]);
    const none = await command(["retry", jobId, "--detach"]);
    assert.deepEqual([none.exitCode, none.code], [2, "NoFailedTasks"]);
    assert(none.stderr.includes(`npx azbatch watch ${jobId}`), none.stderr);
    await user.untilStatus(jobId, ({ counts }) => counts.running === 1 && counts.succeeded === 1);
    await writeFile(sign, "");
    const said = await watching;
    assert.equal(said.exitCode, 0, said.stderr);
    assert.deepEqual(countsOf(eventOf(said, "finished")), [2, 0, 0]);
    assert.equal((await user.statusOf(jobId)).state, "succeeded");
    await assertSnapshot("retry/detached", normalise(again.stderr));
    await assertSnapshot("retry/no-failed-tasks", normalise(none.stderr));
  });

  it("retry: runs failed tasks as a new run after their job has ended", async () => {
    const needed = join(cloud.folder, "needed-2");
    const said = await user.submit({ "a.txt": `need ${needed}`, "b.txt": "fine" });
    assert.equal(said.exitCode, 100);
    await writeFile(needed, "");
    const cwd = await user.withInputs({});
    const retried = await command(["retry", jobOf(said), "--yes", "--json"], { cwd });
    assert.equal(retried.exitCode, 0, retried.stderr);
    const { jobId, tasks, inputs } = eventOf(retried, "planned");
    assert.notEqual(jobId, jobOf(said));
    assert.deepEqual({ tasks, inputs }, { tasks: 1, inputs: 1 });
    assert.deepEqual(countsOf(eventOf(retried, "finished")), [1, 0, 0]);
  });

  it("delete: removes nothing of an active run, and suggests to cancel it", async () => {
    const sign = join(cloud.folder, "sign-3");
    const jobId = jobOf(await user.submit({ "w.txt": `wait ${sign}` }, ["--detach"]));
    await user.untilStatus(jobId, ({ counts }) => counts.running === 1);
    const before = await stored();
    const { exitCode, code, stderr } = await command(["delete", jobId, "--yes"]);
    assert.deepEqual([exitCode, code], [2, "RunNotFinished"]);
    assert(stderr.includes(`npx azbatch cancel ${jobId}`), stderr);
    await assertSnapshot("delete/active-run", normalise(stderr));
    await command(["delete", "--older-than", "1s", "--yes"]);
    const after = await stored();
    assert.deepEqual(
      after,
      before.filter((name) => after.includes(name)),
    );
    assert(after.some((name) => name.startsWith(`application/runs/${jobId}/`)));
    await writeFile(sign, "");
    assert.equal((await user.run(["--resume", jobId, "--yes"], { cwd: cloud.folder })).exitCode, 0);
  });

  it("delete: shows what it would remove, prompts, and keeps what another run uses", async () => {
    const first = jobOf(await user.submit({ "a.txt": "shared", "b.txt": "own" }, ["--keep-job"]));
    const cwd = await user.withInputs({ "a.txt": "shared" });
    const second = await user.run(["probe", "--input", "in/*", "--json"], { cwd });
    const { jobId: secondId, cached } = eventOf(second, "planned");
    assert.equal(cached, 1);
    const before = await stored();
    const dry = await command(["delete", first, "--dry-run", "--json"]);
    const removable = eventOf(dry, "removable");
    assert.deepEqual(
      [removable.runs, removable.jobs, removable.outputs.count, removable.inputs],
      [[first], 1, 5, { count: 1, bytes: 3 }],
    );
    const no = await command(["delete", first], { answer: "" });
    assert.equal(no.exitCode, 0);
    assert.deepEqual(await stored(), before);
    const yes = await command(["delete", first, "--json"], { answer: "y" });
    assert.equal(yes.exitCode, 0);
    assert.deepEqual(eventOf(yes, "removed"), { ...removable, event: "removed" });
    assert.equal((await command(["status", first])).code, "RunNotFound");
    const sizes = { "(<size>)": /\(\d+ B\)/g };
    await assertSnapshot("delete/dry-run", normalise(dry.stderr, sizes));
    await assertSnapshot("delete/declined", normalise(no.stderr, sizes));
    await assertSnapshot("delete/confirmed", normalise(yes.stderr, sizes));
    const elsewhere = await user.withInputs({});
    const fetched = await command(["download", secondId], { cwd: elsewhere });
    assert.equal(fetched.exitCode, 0, fetched.stderr);
    assert.equal((await filesOf(elsewhere)).get("a.txt.out"), "SHARED");
  });

  it("delete: removes nothing while storage has a run that another version of the runner wrote", async () => {
    const jobId = "probe-of-tomorrow";
    const manifest = gzipSync('{"manifestVersion":99}\n');
    await containerClient(cloud.outputs, "application")
      .getBlockBlobClient(`runs/${jobId}/manifest.ndjson.gz`)
      .upload(manifest, manifest.length);
    const runs = async () =>
      eventsOf(await command(["ls", "--json"])).filter((event) => event.event === "run");
    assert.equal((await runs()).find((run) => run.jobId === jobId)?.state, "unreadable");
    const before = await stored();
    const { exitCode, code, stderr } = await command(["delete", "--older-than", "1d", "--yes"]);
    assert.deepEqual([exitCode, code], [3, "RunUnreadable"]);
    assert(stderr.includes(jobId), stderr);
    await assertSnapshot("delete/unreadable-run", normalise(stderr));
    assert.deepEqual(await stored(), before);
    assert.equal((await command(["delete", jobId, "--yes"])).exitCode, 0);
    assert(!(await runs()).some((run) => run.jobId === jobId));
  });

  it("delete: removes every blob if all runs are old", async () => {
    const now = (): Date => new Date(Date.now() + 2 * 86_400_000);
    const context = { clock: { ...systemClock, now } };
    const said = await command(["delete", "--older-than", "1d", "--yes", "--json"], { context });
    assert.equal(said.exitCode, 0);
    assert(eventOf(said, "removed").runs.length > 0);
    assert.deepEqual(await stored(), []);
    const nothing = await command(["delete", "--older-than", "1s", "--yes", "--json"]);
    assert.deepEqual(
      [nothing.exitCode, eventsOf(nothing).some(({ event }) => event === "removed")],
      [0, false],
    );
    await assertSnapshot("delete/nothing-to-remove", normalise(nothing.stderr));
  });

  it("delete --job-only: deletes only the job of a finished run, after a confirmation", async () => {
    const jobId = jobOf(await user.submit({ "a.txt": "only the job" }, ["--keep-job"]));
    const words = ["delete", "--job-only", jobId];
    const no = await command(words, { answer: "" });
    assert.equal(no.exitCode, 0);
    const yes = await command([...words, "--json"], { answer: "y" });
    assert.equal(eventOf(yes, "deleted").jobId, jobId);
    await assertSnapshot("delete/job-only", normalise(no.stderr));
    assert.equal((await user.statusOf(jobId)).state, "succeeded");
    const again = await command([...words, "--yes", "--json"]);
    assert.deepEqual([again.exitCode, eventsOf(again).some(({ event }) => event === "deleted")], [0, false]);
  });

  it("delete --job-only: keeps the job of a run that continues or whose result is not recorded", async () => {
    const sign = join(cloud.folder, "sign-of-job-only");
    const jobId = jobOf(await user.submit({ "w.txt": `wait ${sign}` }, ["--detach"]));
    const refused = async () => (await command(["delete", "--job-only", jobId, "--yes"])).code;
    assert.equal(await refused(), "RunNotFinished");
    await writeFile(sign, "");
    await user.untilStatus(jobId, ({ state }) => state === "ended");
    assert.equal(await refused(), "RunNotFinished");
  });

  it("delete: takes last and workloads, but with --yes only ids, because the newest run may change", async () => {
    const jobId = jobOf(await user.submit({ "a.txt": "newest" }, ["--yes"]));
    for (const word of ["last", "probe"]) {
      assert.equal((await command(["delete", word, "--yes"])).code, "JobIdRequired");
      const shown = await command(["delete", word, "--dry-run"]);
      assert(shown.stderr.includes(jobId), shown.stderr);
    }
  });

  it("delete: exits with 2 and JobIdRequired without ids and --older-than", async () => {
    const { exitCode, code, stderr } = await command(["delete"]);
    assert.deepEqual([exitCode, code], [2, "JobIdRequired"]);
    assert.match(stderr, /--older-than/);
    await assertSnapshot("delete/without-a-run", stderr);
  });
});

import assert from "node:assert/strict";
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { assertSnapshot, normalise } from "../../../helpers/snapshot.ts";
import { describeOnCloud } from "../../on-cloud.ts";
import { eventOf, filesOf, jobOf, reportOf, type UserOptions } from "../../user.ts";

describeOnCloud("watch and download on the local cloud", ({ cloud, user }) => {
  let jobId: string;
  let sign: string;
  /** A folder without files of the run. */
  let elsewhere: string;
  const command = (words: readonly string[], options: Partial<UserOptions> = {}) =>
    user.command(words, { cwd: elsewhere, ...options });

  before(async () => {
    sign = join(cloud.folder, "sign");
    elsewhere = await user.withInputs({});
    const inputs = { "a.txt": "fail no a", "b.txt": "fine", "c.txt": "forget", "w.txt": `wait ${sign}` };
    jobId = jobOf(await user.submit(inputs, ["--detach"]));
    await untilDone(3);
  });

  /** Waits until this many tasks of the run have succeeded or failed. */
  const untilDone = (count: number): Promise<unknown> =>
    user.untilStatus(jobId, ({ counts }) => counts.succeeded + counts.failed === count);

  it("watch: exits with 4 at the time limit, and suggests to watch again", async () => {
    const { exitCode, code, stderr } = await command(["watch", jobId, "--timeout", "1s"]);
    assert.deepEqual([exitCode, code], [4, "RunTimedOut"]);
    assert(stderr.includes(`npx azbatch watch ${jobId} --outputs `), stderr);
    await assertSnapshot("watch/timed-out", withoutProgress(normalise(stderr)));
  });

  it("watch: exits with 130 on Ctrl-C, and suggests to watch again and to cancel", async () => {
    const leaving = new AbortController();
    const { exitCode, stderr } = await command(["watch", jobId, "--json"], {
      onEvent: (event) => {
        if (event.event === "progress" && event.counts.running > 0) leaving.abort();
      },
      context: { signal: leaving.signal },
    });
    assert.equal(exitCode, 130);
    for (const name of ["watch", "cancel"]) assert(stderr.includes(`npx azbatch ${name} ${jobId}`), stderr);
    await assertSnapshot("watch/interrupted", withoutProgress(normalise(stderr)));
  });

  it("download: downloads completed tasks while others run, and each file once", async () => {
    const first = eventOf(await command(["download", jobId, "--json"]), "downloaded");
    assert.deepEqual([first.tasks, first.done, first.files, first.present], [4, 3, 7, 0]);
    const said = await command(["download", jobId, "--json"]);
    const { files, present, failed, missing } = eventOf(said, "downloaded");
    assert.deepEqual({ files, present, failed }, { files: 0, present: 7, failed: 2 });
    assert.deepEqual(missing.length, 2);
    assert(said.stderr.includes(`npx azbatch download ${jobId}`), said.stderr);
    const onDisk = await filesOf(elsewhere);
    assert.equal(onDisk.get("b.txt.out"), "FINE");
    assert(![...onDisk.keys()].some((name) => name.includes("w-txt")));
    await assertSnapshot("download/while-it-runs", normalise(said.stderr));
  });

  it("download: replaces files that are damaged on this machine", async () => {
    const path = join(elsewhere, "out", jobId, "b.txt.out");
    await writeFile(path, "FONE");
    const { files, bytes, present } = eventOf(await command(["download", jobId, "--json"]), "downloaded");
    assert.deepEqual({ files, bytes, present }, { files: 1, bytes: 4, present: 6 });
    assert.equal(await readFile(path, "utf8"), "FINE");
  });

  it("watch: has the exit code, counts and annotations of submit, and suggests download", async () => {
    await writeFile(sign, "");
    await untilDone(4);
    const summary = join(elsewhere, "summary.md");
    const context = { env: { ...process.env, GITHUB_STEP_SUMMARY: summary } };
    const { exitCode, stdout, stderr } = await command(["watch", jobId], { context });
    assert.deepEqual([exitCode, stdout], [100, ""]);
    assert((await readFile(summary, "utf8")).includes(`| \`${jobId}\` | \`probe\` | 2 | 2 | 0 | `));
    assert.match(stderr, /^::error title=.*probe-\S+.*::exit code 1: Error: no a$/m);
    assert(stderr.includes(`npx azbatch download ${jobId}`), stderr);
    await assertSnapshot("watch/failed", withoutProgress(normalise(stderr)));
    const { succeeded, failed } = eventOf(await command(["watch", jobId, "--json"]), "finished");
    assert.deepEqual([succeeded, failed], [2, 2]);
  });

  it("download: downloads every file after the job is deleted", async () => {
    await user.run(["--resume", jobId, "--yes"], { cwd: cloud.folder });
    await rm(join(elsewhere, "out"), { recursive: true });
    const said = await command(["download", jobId, "--json"]);
    const { tasks, done, files } = eventOf(said, "downloaded");
    assert.deepEqual({ tasks, done, files }, { tasks: 4, done: 4, files: 10 });
    assert.equal((await reportOf(elsewhere)).failed, 2);
    const names = await readdir(join(elsewhere, "out", jobId));
    for (const name of ["report.html", "results.csv", "tasks.csv"]) assert(names.includes(name), name);
    await assertSnapshot("download/finished", normalise(said.stderr, { "(<size>)": /\(\d.* k?B\)/g }));
    const watched = await command(["watch", jobId, "--json"]);
    assert.equal(watched.exitCode, 100);
    const { succeeded, failed } = eventOf(watched, "finished");
    assert.deepEqual([succeeded, failed], [2, 2]);
  });
});

/** Removes the lines of progress, whose number and content depend on timing. */
const withoutProgress = (text: string): string => text.replace(/^.*\d+ of \d+ done.*\n/gm, "");

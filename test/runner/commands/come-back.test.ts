import assert from "node:assert/strict";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describeOnCloud } from "../on-cloud.ts";
import { filesOf, jobOf, type UserOptions } from "../user.ts";

describeOnCloud("watch and download, against the local cloud", ({ cloud, user }) => {
  let jobId: string;
  let sign: string;
  /** A folder in which nothing of the run was ever. */
  let elsewhere: string;
  const command = (words: readonly string[], options: Partial<UserOptions> = {}) =>
    user.command(words, { cwd: elsewhere, ...options });

  before(async () => {
    sign = join(cloud.folder, "sign");
    elsewhere = await user.withInputs({});
    const inputs = { "a.txt": "fail no a", "b.txt": "fine", "c.txt": "forget", "w.txt": `wait ${sign}` };
    jobId = jobOf(await user.submit(inputs, ["--timeout", "1s"]));
  });

  it("stops watching at the time limit, and says how to come back", async () => {
    const { exitCode, stderr } = await command(["watch", jobId, "--timeout", "1s"]);
    assert.equal(exitCode, 4);
    assert.match(stderr, /The job goes on\. To come back to it: npm run watch -- probe-\S+ --outputs /);
  });

  it("stops watching on Ctrl-C", async () => {
    const leaving = new AbortController();
    const onStderr = (piece: string): void => {
      if (piece.includes("running")) leaving.abort();
    };
    const { exitCode, stderr } = await command(["watch", jobId], {
      onStderr,
      world: { signal: leaving.signal },
    });
    assert.equal(exitCode, 130);
    assert.match(stderr, /Interrupted\nThe job goes on\..*watch.*\nTo cancel it: npm run cancel -- probe-/);
  });

  it("fetches what is done while the rest goes on, and each file once", async () => {
    const fetched = async (): Promise<string> => {
      const { exitCode, stderr } = await command(["download", jobId]);
      assert.notEqual(exitCode, 3, stderr);
      return stderr;
    };
    while (!/3 of 4 tasks done/.test(await fetched()));
    const again = await fetched();
    assert.match(
      again,
      /Fetched 0 files \(0 B\), 7 were there already\nNot in storage: .*\n2 tasks failed\n/,
    );
    assert.match(again, /Files: out\/probe-\S+\/\nFor the rest, later: npm run download -- probe-/);
    const files = await filesOf(elsewhere);
    assert.equal(files.get("b.txt.out"), "FINE");
    assert(![...files.keys()].some((name) => name.includes("w-txt")));
  });

  it("fetches again what is damaged on this machine", async () => {
    const path = join(elsewhere, "out", jobId, "b.txt.out");
    await writeFile(path, "FONE");
    assert.match((await command(["download", jobId])).stderr, /Fetched 1 file \(4 B\), 6 were there already/);
    assert.equal(await readFile(path, "utf8"), "FINE");
  });

  it("ends with the verdict of a submit", async () => {
    await writeFile(sign, "");
    const summary = join(elsewhere, "summary.md");
    const world = { env: { ...process.env, GITHUB_STEP_SUMMARY: summary } };
    const { exitCode, stdout, stderr } = await command(["watch", jobId], { world });
    assert.deepEqual([exitCode, stdout], [100, ""]);
    assert.match(await readFile(summary, "utf8"), /^### ❌ 2 of 4 tasks failed\n/);
    assert.match(stderr, /^::error title=1 task of probe-\S+ failed::exit code 1: Error: no a$/m);
    assert.match(stderr, /1 task failed: exit code 1: Error: no a\n/);
    assert.match(
      stderr,
      /2 succeeded, 2 failed, \d+\.\d s after it was begun\nTo fetch the results: npm run download/,
    );
    const events = (await command(["watch", jobId, "--json"])).stdout.trimEnd().split("\n");
    const { event, succeeded, failed } = JSON.parse(events.at(-1) ?? "");
    assert.deepEqual([event, succeeded, failed], ["finished", 2, 2]);
  });

  it("fetches all when the job is gone", async () => {
    await user.run(["--resume", jobId, "--yes"], { cwd: cloud.folder });
    await rm(join(elsewhere, "out"), { recursive: true });
    assert.match((await command(["download", jobId])).stderr, /4 of 4 tasks done\nFetched 10 files/);
    const files = await filesOf(elsewhere);
    assert.equal(JSON.parse(files.get("report.json") ?? "").failed, 2);
    const { exitCode, stderr } = await command(["watch", jobId]);
    assert.equal(exitCode, 100);
    assert.match(stderr, /2 succeeded, 2 failed/);
  });
});

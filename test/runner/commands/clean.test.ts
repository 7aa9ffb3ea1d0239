import assert from "node:assert/strict";
import { readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { systemClock } from "../../../runner/clock.ts";
import { containerClient } from "../../helpers/container-client.ts";
import { describeOnOwnCloud } from "../on-cloud.ts";
import { filesOf, jobOf, type UserOptions } from "../user.ts";

describeOnOwnCloud("retry and clean, against the local cloud", ({ cloud, user }) => {
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

  it("runs failed tasks again in their job while that is active", async () => {
    const [needed, sign] = [join(cloud.folder, "needed-1"), join(cloud.folder, "sign-1")];
    const inputs = { "a.txt": `need ${needed}`, "w.txt": `wait ${sign}` };
    const jobId = jobOf(await user.submit(inputs, ["--timeout", "1s"]));
    while (!(await command(["logs", jobId, "a.txt"])).stderr.includes("Error"));
    await writeFile(needed, "");
    const onStderr = (piece: string): void => {
      if (piece.includes("will run again")) void writeFile(sign, "");
    };
    const { exitCode, stderr } = await command(["retry", jobId, "--yes", "--out", "again"], { onStderr });
    assert.equal(exitCode, 0, stderr);
    assert.match(stderr, /^1 failed task of probe-\S+ will run again, in the same job\n/);
    assert.match(stderr, /2 tasks succeeded in /);
    await rm(join(cloud.folder, "again"), { recursive: true });
  });

  it("is noticed by a submit that has watched them fail", async () => {
    const [needed, sign] = [join(cloud.folder, "needed-0"), join(cloud.folder, "sign-0")];
    const words: string[] = [];
    const seen = Promise.withResolvers<void>();
    const onStderr = (piece: string): void => {
      words.push(piece);
      if (piece.includes("1 failed")) seen.resolve();
    };
    const watching = user.submit({ "a.txt": `need ${needed}`, "w.txt": `wait ${sign}` }, [], { onStderr });
    await seen.promise;
    const jobId = jobOf({ exitCode: 0, stdout: "", stderr: words.join("") });
    await writeFile(needed, "");
    await command(["retry", jobId, "--detach"]);
    const { exitCode: none, stderr: why } = await command(["retry", jobId, "--detach"]);
    assert.equal(none, 2);
    assert.match(
      why,
      /^Error: no task of run probe-\S+ has failed so far\nTo see how it goes: npm run watch/,
    );
    while (!(await command(["status", jobId])).stdout.includes("1 running · 1 succeeded\n"));
    await writeFile(sign, "");
    const { exitCode, stderr } = await watching;
    assert.equal(exitCode, 0, stderr);
    assert.match(stderr, /2 tasks succeeded in /);
    assert.match((await command(["status", jobId])).stdout, /: succeeded, /);
  });

  it("runs them as a new run when their job is over", async () => {
    const needed = join(cloud.folder, "needed-2");
    const said = await user.submit({ "a.txt": `need ${needed}`, "b.txt": "fine" });
    assert.equal(said.exitCode, 100);
    await writeFile(needed, "");
    const { exitCode, stderr } = await command(["retry", jobOf(said), "--yes"], {
      cwd: await user.withInputs({}),
    });
    assert.equal(exitCode, 0, stderr);
    assert.match(stderr, /probe: 1 task on 1 file/);
    assert.match(stderr, /1 task succeeded in /);
  });

  it("removes nothing of a run that goes on", async () => {
    const sign = join(cloud.folder, "sign-3");
    const jobId = jobOf(await user.submit({ "w.txt": `wait ${sign}` }, ["--timeout", "1s"]));
    const before = await stored();
    const { exitCode, stderr } = await command(["clean", jobId, "--yes"]);
    assert.equal(exitCode, 2);
    assert.match(
      stderr,
      /Error: run probe-\S+ goes on, so nothing was removed\nTo end it: npm run cancel -- probe-/,
    );
    await command(["clean", "--older-than", "1s", "--yes"]);
    const after = await stored();
    assert.deepEqual(
      after,
      before.filter((name) => after.includes(name)),
    );
    assert(after.some((name) => name.startsWith(`application/runs/${jobId}/`)));
    await writeFile(sign, "");
    assert.equal((await user.run(["--resume", jobId, "--yes"], { cwd: cloud.folder })).exitCode, 0);
  });

  it("shows what goes, asks, and leaves what another run uses", async () => {
    const first = jobOf(await user.submit({ "a.txt": "shared", "b.txt": "own" }, ["--keep-job"]));
    const cwd = await user.withInputs({ "a.txt": "shared" });
    const second = await user.run(["probe", "--input", "in/*"], { cwd });
    assert.match(second.stderr, /done by earlier runs/);
    const [secondId = ""] = await readdir(join(cwd, "out"));
    const before = await stored();
    const dry = await command(["clean", first, "--dry-run"]);
    assert.match(
      dry.stderr,
      /probe-\S+ {2}2 tasks\nTo be removed: 1 run, 1 job, 4 outputs and logs \(\d+ B\), 1 input \(3 B\)\n$/,
    );
    const no = await command(["clean", first], { answer: "" });
    assert.match(no.stderr, /Remove all of that\? \[y\/N\] Nothing is removed\n$/);
    assert.deepEqual(await stored(), before);
    const yes = await command(["clean", first], { answer: "y" });
    assert.equal(yes.exitCode, 0);
    assert.match(yes.stderr, /Removed: 1 run, 1 job, 4 outputs/);
    assert.match((await command(["status", first])).stderr, /Error: no run probe-/);
    const elsewhere = await user.withInputs({});
    const fetched = await command(["download", secondId], { cwd: elsewhere });
    assert.equal(fetched.exitCode, 0, fetched.stderr);
    assert.equal((await filesOf(elsewhere)).get("a.txt.out"), "SHARED");
  });

  it("lists a run of another version of the runner, and removes nothing while it does not know what that uses", async () => {
    const jobId = "probe-of-tomorrow";
    const manifest = gzipSync('{"manifestVersion":99}\n');
    await containerClient(cloud.outputs, "application")
      .getBlockBlobClient(`runs/${jobId}/manifest.ndjson.gz`)
      .upload(manifest, manifest.length);
    assert.match((await command(["status"])).stdout, /probe-of-tomorrow +unreadable/);
    const before = await stored();
    const { exitCode, stderr } = await command(["clean", "--older-than", "1d", "--yes"]);
    assert.equal(exitCode, 3);
    assert.match(stderr, /another version of the runner wrote run probe-of-tomorrow/);
    assert.deepEqual(await stored(), before);
    assert.equal((await command(["clean", jobId, "--yes"])).exitCode, 0);
    assert.doesNotMatch((await command(["status"])).stdout, /tomorrow/);
  });

  it("removes all when all is old", async () => {
    const now = (): Date => new Date(Date.now() + 2 * 86_400_000);
    const world = { clock: { ...systemClock, now } };
    const { exitCode, stdout } = await command(["clean", "--older-than", "1d", "--yes", "--json"], { world });
    assert.equal(exitCode, 0);
    assert.equal(JSON.parse(stdout.trimEnd().split("\n").at(-1) ?? "").event, "cleaned");
    assert.deepEqual(await stored(), []);
    assert.match(
      (await command(["clean", "--older-than", "1s", "--yes"])).stderr,
      /There is nothing to remove\n$/,
    );
  });

  it("wants to know what to remove", async () => {
    const { exitCode, stderr } = await command(["clean"]);
    assert.deepEqual(
      [exitCode, stderr],
      [2, "Error: clean expects ids of jobs, or --older-than such as 7d\n"],
    );
  });
});

import assert from "node:assert/strict";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { systemClock } from "../../runner/clock.ts";
import { newJobId } from "../../runner/plan/ids.ts";
import { probe } from "../fixtures/probe/workload.ts";
import { containerClient } from "../helpers/container-client.ts";
import { describeOnCloud } from "./on-cloud.ts";
import { filesOf, jobOf, type Said } from "./user.ts";

describeOnCloud("submit of work that was done before", ({ cloud, user }) => {
  const submit = async (
    inputs: Readonly<Record<string, string>>,
    words: readonly string[] = [],
  ): Promise<Said & { cwd: string }> => {
    const cwd = await user.withInputs(inputs);
    return { cwd, ...(await user.run(["probe", "--input", "in/*", "--yes", ...words], { cwd })) };
  };

  it("runs nothing, says so and brings the results", async () => {
    const inputs = { "a.txt": "first", "b.txt": "second" };
    await submit(inputs);
    const { cwd, exitCode, stdout, stderr } = await submit(inputs);
    assert.equal(exitCode, 0, stderr);
    assert.match(stderr, /done by earlier runs: nothing has to run/);
    assert.doesNotMatch(stderr, /Job probe|Uploaded|Delete/);
    assert.match(stderr, /2 tasks succeeded \(done by earlier runs\) in/);
    assert.match(stdout, /│ a\.txt │ FIRST/);
    const files = await filesOf(cwd);
    assert.deepEqual([files.get("a.txt.out"), files.get("b.txt.out")], ["FIRST", "SECOND"]);
    const { tasks, cached } = JSON.parse(files.get("report.json") ?? "");
    assert.deepEqual([cached, typeof tasks[0].cachedFrom], [2, "string"]);
  });

  it("speaks of no job to cancel where there is none and the results can't be kept", async () => {
    const inputs = { "a.txt": "without a job" };
    await submit(inputs);
    const cwd = await user.withInputs(inputs);
    const now = new Date();
    const random = () => 0;
    const jobId = newJobId({ workload: "probe", now, random });
    await mkdir(join(cwd, "out", jobId), { recursive: true });
    await writeFile(join(cwd, "out", jobId, "logs"), "in the way");
    const world = { random, clock: { ...systemClock, now: () => now } };
    const { exitCode, stderr } = await user.run(["probe", "--input", "in/*", "--yes"], { cwd, world });
    assert.equal(exitCode, 3, stderr);
    assert.match(stderr, /Error: .*logs.*\nTo come back to the run: npm run submit -- --resume probe-.*\n$/);
  });

  it("runs the one task whose file has changed", async () => {
    await submit({ "a.txt": "same", "b.txt": "old" });
    const { cwd, stderr } = await submit({ "a.txt": "same", "b.txt": "new" });
    assert.match(
      stderr,
      /2 tasks on 2 files \(7 B\), 1 of them done by earlier runs\nUploaded 1 file \(3 B\)\n/,
    );
    assert.match(stderr, /2 tasks succeeded \(1 of them done by earlier runs\) in/);
    assert.equal((await filesOf(cwd)).get("b.txt.out"), "NEW");
  });

  it("runs all with --force", async () => {
    await submit({ "a.txt": "by force" });
    const { stderr } = await submit({ "a.txt": "by force" }, ["--force"]);
    assert.match(stderr, /Job probe-.*\n[\s\S]*1 task succeeded in/);
  });

  it("runs again what failed, or whose results are gone from storage", async () => {
    const inputs = { "a.txt": "lost", "b.txt": "kept", "c.txt": "fail" };
    const job = jobOf(await submit(inputs));
    const output = containerClient(cloud.outputs, "output");
    for await (const { name } of output.listBlobsFlat({ prefix: job })) {
      if (name.endsWith("/a.txt.out")) await output.deleteBlob(name);
    }
    const { stderr } = await submit(inputs);
    assert.match(stderr, /3 tasks on 3 files .*, 1 of them done by earlier runs\n/);
  });

  it("makes a run of the failed tasks of another, from any folder", async () => {
    const job = jobOf(await submit({ "a.txt": "fine", "b.txt": "fail 1", "c.txt": "fail 2" }));
    const cwd = await user.withInputs({});
    const { exitCode, stderr } = await user.run(["--only-failed", job, "--yes"], { cwd });
    assert.equal(exitCode, 100, stderr);
    assert.match(stderr, /probe: 2 tasks on 2 files[\s\S]*0 succeeded, 2 failed/);
    const none = jobOf(await submit({ "a.txt": "nothing failed here" }));
    const refused = await user.run(["--only-failed", none], { cwd });
    assert.deepEqual([refused.exitCode, /no task of run .* has failed/.test(refused.stderr)], [2, true]);
  });

  it("shows what would be done and writes nothing", async () => {
    await submit({ "a.txt": "planned" });
    const cwd = await user.withInputs({ "a.txt": "planned", "b.txt": "unplanned" });
    const words = ["probe", "--input", "in/*", "--dry-run", "--node-price", "2"];
    const { exitCode, stdout, stderr } = await user.run(words, { cwd });
    assert.equal(exitCode, 0, stderr);
    assert.match(
      stdout,
      /^for tests\nprobe: 2 tasks\n {2}a-txt-\S+ {2}a\.txt → a\.txt\.out {2}\(done by probe-/,
    );
    assert.match(stdout, /to run: +1 task, 1 done by earlier runs\nto upload: +1 file \(9 B\)\n/);
    assert.match(stdout, /node time: +about .* costs about 0\.00; .*\nNothing was written\.\n$/);
    assert.deepEqual(await readdir(cwd), ["in"]);
    const again = await user.run([...words, "--json"], { cwd });
    const { event, uploads } = JSON.parse(again.stdout.trimEnd().split("\n").at(-1) ?? "");
    assert.deepEqual([event, uploads], ["estimated", 1]);
  });

  it("leaves once the job has started, and another comes back to it", async () => {
    const cwd = await user.withInputs({ "a.txt": "sleep 300" });
    const left = await user.run(["probe", "--input", "in/*", "--detach", "--force"], { cwd });
    assert.equal(left.exitCode, 0, left.stderr);
    const job = jobOf(left);
    assert.match(left.stderr, new RegExp(`to come back to it +npm run submit -- --resume ${job}`));
    assert.deepEqual(await readdir(cwd), ["in"]);
    const back = await user.run(["--resume", job, "--yes"], { cwd });
    assert.equal(back.exitCode, 0, back.stderr);
    assert.equal((await filesOf(cwd)).get("a.txt.out"), "SLEEP 300");
  });

  it("tries again on the node, in a clean folder, and tells how often", async () => {
    const { exitCode, stderr, cwd } = await submit({ "a.txt": "flaky 3", "b.txt": "exit 4" }, [
      "--retries",
      "2",
    ]);
    assert.equal(exitCode, 100, stderr);
    const files = await filesOf(cwd);
    assert.equal(files.get("a.txt.out"), "FLAKY 3");
    const { tasks } = JSON.parse(files.get("report.json") ?? "");
    assert.deepEqual(
      tasks.map(({ retryCount }: { retryCount: number }) => retryCount),
      [1, 2],
    );
    assert.match(stderr, /logs\/b-txt-\S+ \(3 attempts\)/);
  });

  it("tries again what the workload's table says", async () => {
    const cwd = await user.withInputs({ "a.txt": "flaky 5", "b.txt": "exit 6" });
    const world = { workloads: { probe: { ...probe, retries: { max: 1, notOn: [6] } } } };
    const said = await user.run(["probe", "--input", "in/*", "--yes"], { cwd, world });
    assert.match(said.stderr, /1 succeeded, 1 failed/);
    const { tasks } = JSON.parse((await filesOf(cwd)).get("report.json") ?? "");
    assert.deepEqual(
      tasks.map(({ retryCount }: { retryCount: number }) => retryCount),
      [1, 0],
    );
  });

  it("takes too many tasks for a mistake", async () => {
    const { exitCode, stderr } = await submit({ "a.txt": "1", "b.txt": "2" }, ["--max-tasks", "1"]);
    assert.equal(exitCode, 2);
    assert.match(
      stderr,
      /Error: workload probe planned 2 tasks, more than --max-tasks 1 allows\nIf .*: --max-tasks 2/,
    );
  });

  it("refuses outputs that some disk takes for one", async () => {
    const cwd = await user.withInputs({ "a.txt": "1" });
    await writeFile(join(cwd, "in", "A.txt"), "2");
    const { exitCode, stderr } = await user.run(["probe", "--input", "in/*.txt"], { cwd });
    assert.equal(exitCode, 2);
    assert.match(stderr, /outputs "a\.txt\.out" and "A\.txt\.out" are one file on some machines/);
  });
});

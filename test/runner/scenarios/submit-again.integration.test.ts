import assert from "node:assert/strict";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { systemClock } from "../../../runner/clock.ts";
import { newJobId } from "../../../runner/plan/ids.ts";
import { probe } from "../../fixtures/probe/workload.ts";
import { containerClient } from "../../helpers/container-client.ts";
import { describeOnCloud } from "../on-cloud.ts";
import { type CommandOutput, countsOf, eventOf, eventsOf, filesOf, jobOf, reportOf } from "../user.ts";

describeOnCloud("submit with results of earlier runs", ({ cloud, user }) => {
  const submit = async (
    inputs: Readonly<Record<string, string>>,
    words: readonly string[] = [],
  ): Promise<CommandOutput & { cwd: string }> => {
    const cwd = await user.withInputs(inputs);
    return { cwd, ...(await user.run(["probe", "--input", "in/*", "--yes", ...words], { cwd })) };
  };

  it("runs and uploads nothing if all tasks are completed, and downloads their results", async () => {
    const inputs = { "a.txt": "first", "b.txt": "second" };
    const job = jobOf(await submit(inputs));
    const said = await submit(inputs, ["--json"]);
    assert.equal(said.exitCode, 0, said.stderr);
    const names = eventsOf(said).map(({ event }) => event);
    assert.deepEqual(names, ["environment", "planned", "task", "task", "finished"]);
    assert.deepEqual(countsOf(eventOf(said, "finished")), [2, 0, 2]);
    const files = await filesOf(said.cwd);
    assert.deepEqual([files.get("a.txt.out"), files.get("b.txt.out")], ["FIRST", "SECOND"]);
    const { cached, tasks } = await reportOf(said.cwd);
    assert.deepEqual([cached, ...tasks.map(({ cachedFrom }) => cachedFrom)], [2, job, job]);
    assert.match((await submit(inputs)).stdout, /^a\.txt\tFIRST\t/m);
  });

  it("suggests to resume, but not to cancel, if results of a run without a job can't be written", async () => {
    const inputs = { "a.txt": "without a job" };
    await submit(inputs);
    const cwd = await user.withInputs(inputs);
    const now = new Date();
    const random = () => 0;
    const jobId = newJobId({ workload: "probe", now, random });
    await mkdir(join(cwd, "out", jobId), { recursive: true });
    await writeFile(join(cwd, "out", jobId, "logs"), "in the way");
    const context = { random, clock: { ...systemClock, now: () => now } };
    const { exitCode, code, stderr } = await user.run(["probe", "--input", "in/*", "--yes"], {
      cwd,
      context,
    });
    assert.deepEqual([exitCode, code], [3, "ENOTDIR"], stderr);
    assert.match(stderr, /\/logs\b/);
    assert(stderr.includes(`npx azbatch submit --resume ${jobId}`), stderr);
    assert.doesNotMatch(stderr, /npx azbatch cancel/);
  });

  it("runs and uploads only the task whose file has changed", async () => {
    await submit({ "a.txt": "same", "b.txt": "old" });
    const said = await submit({ "a.txt": "same", "b.txt": "new" }, ["--json"]);
    const { tasks, inputs, bytes, cached } = eventOf(said, "planned");
    assert.deepEqual({ tasks, inputs, bytes, cached }, { tasks: 2, inputs: 2, bytes: 7, cached: 1 });
    const { sent, bytes: sentBytes } = eventOf(said, "uploaded");
    assert.deepEqual({ sent, sentBytes }, { sent: 1, sentBytes: 3 });
    assert.deepEqual(countsOf(eventOf(said, "finished")), [2, 0, 1]);
    assert.equal((await filesOf(said.cwd)).get("b.txt.out"), "NEW");
  });

  it("runs all tasks with --force", async () => {
    await submit({ "a.txt": "by force" });
    const said = await submit({ "a.txt": "by force" }, ["--force", "--json"]);
    assert.equal(eventOf(said, "started").jobId, jobOf(said));
    assert.deepEqual(countsOf(eventOf(said, "finished")), [1, 0, 0]);
  });

  it("runs failed tasks and tasks with missing outputs again", async () => {
    const inputs = { "a.txt": "lost", "b.txt": "kept", "c.txt": "fail" };
    const job = jobOf(await submit(inputs));
    const output = containerClient(cloud.outputs, "output");
    for await (const { name } of output.listBlobsFlat({ prefix: job })) {
      if (name.endsWith("/a.txt.out")) await output.deleteBlob(name);
    }
    const again = await submit(inputs, ["--json"]);
    const { tasks, cached } = eventOf(again, "planned");
    assert.deepEqual({ tasks, cached }, { tasks: 3, cached: 1 });
    assert.equal(
      eventsOf(again).find((event) => event.event === "task" && event.cachedFrom === job)?.event,
      "task",
    );
  });

  it("runs only the failed tasks of another run with --only-failed, from any folder", async () => {
    const job = jobOf(await submit({ "a.txt": "fine", "b.txt": "fail 1", "c.txt": "fail 2" }));
    const cwd = await user.withInputs({});
    const { exitCode, stderr } = await user.run(["--only-failed", job, "--yes"], { cwd });
    assert.equal(exitCode, 100, stderr);
    const report = await reportOf(cwd);
    assert.deepEqual(countsOf(report), [0, 2, 0]);
    assert.deepEqual(
      report.tasks.map(({ inputs: [name] }) => name),
      ["b.txt", "c.txt"],
    );
    const none = jobOf(await submit({ "a.txt": "nothing failed here" }));
    const refused = await user.run(["--only-failed", none], { cwd });
    assert.deepEqual([refused.exitCode, refused.code], [2, "NoFailedTasks"]);
  });

  it("prints plan, uploads and cost with --dry-run, and writes nothing", async () => {
    const job = jobOf(await submit({ "a.txt": "planned" }));
    const cwd = await user.withInputs({ "a.txt": "planned", "b.txt": "unplanned" });
    const words = ["probe", "--input", "in/*", "--dry-run", "--node-price", "2"];
    const { exitCode, stdout, stderr } = await user.run(words, { cwd });
    assert.equal(exitCode, 0, stderr);
    assert.match(stdout, /^ {2}a-txt-\S+ {2}a\.txt → a\.txt\.out {2}.*/m);
    assert.match(stdout, new RegExp(`a\\.txt\\.out .*\\b${job}\\b`));
    assert.match(stdout, /^ {2}b-txt-\S+ {2}b\.txt → b\.txt\.out$/m);
    assert.match(stdout, /^Cost: +about \$\d/m);
    assert.deepEqual(await readdir(cwd), ["in"]);
    const estimated = eventOf(await user.run([...words, "--json"], { cwd }), "estimated");
    const { tasks, cached, uploads, uploadBytes, nodeHours = 0, cost } = estimated;
    assert.deepEqual(
      { tasks, cached, uploads, uploadBytes },
      { tasks: 2, cached: 1, uploads: 1, uploadBytes: 9 },
    );
    assert(nodeHours > 0);
    assert.equal(cost?.amount, Number((2 * nodeHours).toFixed(6)));
    assert.deepEqual(await readdir(cwd), ["in"]);
  });

  it("exits after starting the job with --detach; --resume downloads the results", async () => {
    const cwd = await user.withInputs({ "a.txt": "sleep 300" });
    const left = await user.run(["probe", "--input", "in/*", "--detach", "--force"], { cwd });
    assert.equal(left.exitCode, 0, left.stderr);
    const job = jobOf(left);
    for (const suggested of [`status ${job}`, `submit --resume ${job}`, `cancel ${job}`])
      assert(left.stderr.includes(`npx azbatch ${suggested}`), left.stderr);
    assert.deepEqual(await readdir(cwd), ["in"]);
    const back = await user.run(["--resume", job, "--yes"], { cwd });
    assert.equal(back.exitCode, 0, back.stderr);
    assert.equal((await filesOf(cwd)).get("a.txt.out"), "SLEEP 300");
  });

  it("retries failed tasks on their node, in a clean folder, and counts the attempts", async () => {
    const { exitCode, stderr, cwd } = await submit({ "a.txt": "flaky 3", "b.txt": "exit 4" }, [
      "--retries",
      "2",
    ]);
    assert.equal(exitCode, 100, stderr);
    const files = await filesOf(cwd);
    assert.equal(files.get("a.txt.out"), "FLAKY 3");
    const { tasks } = await reportOf(cwd);
    assert.deepEqual(
      tasks.map(({ retryCount }) => retryCount),
      [1, 2],
    );
    assert.match(stderr, /logs\/b-txt-\S+ .*\b3\b/);
  });

  it("retries the exit codes that the workload's retries name", async () => {
    const cwd = await user.withInputs({ "a.txt": "flaky 5", "b.txt": "exit 6" });
    const context = { workloads: { probe: { ...probe, retries: { max: 1, notOn: [6] } } } };
    const said = await user.run(["probe", "--input", "in/*", "--yes"], { cwd, context });
    assert.equal(said.exitCode, 100, said.stderr);
    const report = await reportOf(cwd);
    assert.deepEqual(countsOf(report), [1, 1, 0]);
    assert.deepEqual(
      report.tasks.map(({ retryCount }) => retryCount),
      [1, 0],
    );
  });

  it("refuses more tasks than --max-tasks and suggests the flag that allows them", async () => {
    const { exitCode, code, stderr } = await submit({ "a.txt": "1", "b.txt": "2" }, ["--max-tasks", "1"]);
    assert.deepEqual([exitCode, code], [2, "TooManyTasks"]);
    assert(stderr.includes("--max-tasks 2"), stderr);
  });

  it("refuses outputs whose names differ only in case", async () => {
    const cwd = await user.withInputs({ "a.txt": "1" });
    await writeFile(join(cwd, "in", "A.txt"), "2");
    const { exitCode, code, stderr } = await user.run(["probe", "--input", "in/*.txt"], { cwd });
    assert.deepEqual([exitCode, code], [2, "OutputsDifferInCase"]);
    for (const output of ["a.txt.out", "A.txt.out"]) assert(stderr.includes(`"${output}"`), stderr);
  });
});

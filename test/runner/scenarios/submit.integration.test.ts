import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { probe } from "../../fixtures/probe/workload.ts";
import { batchClient } from "../../helpers/batch-client.ts";
import { describeOnCloud } from "../on-cloud.ts";
import { type CommandOutput, countsOf, eventOf, eventsOf, filesOf, jobOf, reportOf } from "../user.ts";

/** Returns the words of the command that is suggested for resuming the run. */
const suggestedResume = ({ stderr }: CommandOutput): string[] =>
  /npx azbatch submit (--resume .*)/.exec(stderr)?.[1]?.split(" ") ?? assert.fail(stderr);

describeOnCloud("submit on the local cloud", ({ cloud, user }) => {
  const jobExists = async (jobId: string): Promise<boolean> =>
    (await batchClient(cloud.outputs).job.list()).some(
      ({ id, state }) => id === jobId && state !== "deleting",
    );

  it("prints a table of results and writes outputs, logs and report.json", async () => {
    const { cwd, exitCode, stdout, stderr } = await user.submit({ "a.txt": "one", "deep/b.txt": "two" });
    assert.equal(exitCode, 0, stderr);
    assert.match(stdout, /^a\.txt\tONE\t\t\S+\t\d+(\.\d+)?\ndeep\/b\.txt\tTWO\t/m);
    assert.match(stderr, /\bout\/probe-\S+\/$/m);
    const files = await filesOf(cwd);
    assert.equal(files.get("a.txt.out"), "ONE");
    assert.equal(files.get("deep/b.txt.out"), "TWO");
    const logs = [...files].filter(([name]) => /^logs\/deep-b-txt-[0-9a-f]+\/stdout\.txt$/.test(name));
    assert.deepEqual(
      logs.map(([, text]) => text),
      ["working on deep/b.txt\n"],
    );
    const report = await reportOf(cwd);
    assert.deepEqual(countsOf(report), [2, 0, 0]);
    assert.equal(report.tasks[0]?.files[0]?.size, 3);
  });

  it("writes outputs whose names have a meaning in shells, patterns and URLs", async () => {
    const names = [
      'it\'s "b".txt',
      "a [1].txt",
      "what?*.txt",
      "100% & #1.txt",
      "näme 日本.txt",
      "deep [x]/y.txt",
      "-n",
      "a;b`c`.txt",
    ];
    const { cwd, exitCode, stderr } = await user.submit(
      Object.fromEntries(names.map((name) => [name, name])),
    );
    assert.equal(exitCode, 0, stderr);
    const files = await filesOf(cwd);
    for (const name of names) assert.equal(files.get(`${name}.out`), name.toUpperCase());
  });

  it("uploads content shared by several inputs once, and not if storage has it", async () => {
    const inputs = { "a.txt": "the same again", "b.txt": "the same again" };
    const uploaded = async () => {
      const { sent, present } = eventOf(await user.submit(inputs, ["--json"]), "uploaded");
      return { sent, present };
    };
    assert.deepEqual(await uploaded(), { sent: 1, present: 0 });
    assert.deepEqual(await uploaded(), { sent: 0, present: 1 });
  });

  it("exits with 100 after failures, and shows one task's stderr and log file per cause", async () => {
    const inputs = {
      "a.txt": "fail no text in 1",
      "b.txt": "fail no text in 2",
      "c.txt": "forget",
      "d.txt": "fine",
    };
    const { cwd, exitCode, stdout, stderr } = await user.submit(inputs);
    assert.equal(exitCode, 100, stderr);
    const report = await reportOf(cwd);
    assert.deepEqual(countsOf(report), [1, 3, 0]);
    assert.deepEqual(
      report.tasks.map((task) => [task.inputs[0], task.exitCode, task.code]),
      [
        ["a.txt", 1, "FailureExitCode"],
        ["b.txt", 1, "FailureExitCode"],
        ["c.txt", 123, "FailureExitCode"],
        ["d.txt", 0, undefined],
      ],
    );
    assert.match(stderr, /Error: no text in 1\n[\s\S]*main\.ts:\d+\n/);
    assert.doesNotMatch(stderr, /no text in 2/);
    assert.match(stderr, /OutputError: c\.txt\.out: /);
    assert.match(stdout, /^d\.txt\tFINE\t/m);
    const [log = ""] = /\bout\/\S*stderr\.txt/.exec(stderr) ?? [];
    assert.match(await readFile(join(cwd, log), "utf8"), /Error: no text in 1/);
  });

  it("keeps the job without a terminal; the suggested command deletes it", async () => {
    const said = await user.submit({ "a.txt": "one" });
    const jobId = jobOf(said);
    assert(await jobExists(jobId));
    const words = /npx azbatch (delete .*)/.exec(said.stderr)?.[1]?.split(" ") ?? assert.fail(said.stderr);
    const later = await user.command([...words, "--yes"], { cwd: said.cwd });
    assert.equal(later.exitCode, 0, later.stderr);
    assert(!(await jobExists(jobId)), later.stderr);
    const gone = await user.run(["--resume", jobId], { cwd: said.cwd });
    assert.deepEqual([gone.exitCode, gone.code], [2, "RunFinished"]);
  });

  for (const [answer, deletes] of [
    ["", true],
    ["n", false],
    ["YES", true],
  ] as const) {
    it(`${deletes ? "deletes" : "keeps"} the job if "${answer}" is typed at the prompt`, async () => {
      const said = await user.submit({ "a.txt": "one" }, [], { answer });
      assert(said.stderr.includes("[Y/n]"), said.stderr);
      assert.equal(await jobExists(jobOf(said)), !deletes);
    });
  }

  it("keeps a failed job if Enter is pressed at the prompt", async () => {
    const said = await user.submit({ "a.txt": "fail" }, [], { answer: "" });
    assert(said.stderr.includes("[y/N]"), said.stderr);
    assert(await jobExists(jobOf(said)));
  });

  it("prints each step as an event with --json", async () => {
    const said = await user.submit({ "a.txt": "one" }, ["--json", "--yes"]);
    const names = eventsOf(said)
      .map(({ event }) => event)
      .filter((event) => event !== "progress");
    assert.deepEqual(names, ["environment", "planned", "uploaded", "started", "task", "finished", "deleted"]);
    const { tasks, cached, inputs, bytes } = eventOf(said, "planned");
    assert.deepEqual({ tasks, cached, inputs, bytes }, { tasks: 1, cached: 0, inputs: 1, bytes: 3 });
    assert.deepEqual(eventOf(said, "task").row, ["ONE"]);
    assert.deepEqual(countsOf(eventOf(said, "finished")), [1, 0, 0]);
  });

  it("exits with 4 at the time limit and names the running task; another folder can finish the run", async () => {
    const said = await user.submit({ "a.txt": "sleep 4000", "b.txt": "fine" }, ["--timeout", "2s"]);
    assert.deepEqual([said.exitCode, said.code], [4, "RunTimedOut"], said.stderr);
    assert.match(said.stderr, /\brunning +a-txt-/);
    assert.doesNotMatch(said.stderr, /\bb-txt-/);
    const elsewhere = await user.withInputs({});
    const later = await user.run([...suggestedResume(said), "--yes"], { cwd: elsewhere });
    assert.equal(later.exitCode, 0, later.stderr);
    const files = await filesOf(elsewhere);
    assert.deepEqual([files.get("a.txt.out"), files.get("b.txt.out")], ["SLEEP 4000", "FINE"]);
  });

  it("exits with 130 on Ctrl-C and suggests how to resume; the job continues", async () => {
    const leaving = new AbortController();
    const said = await user.submit({ "a.txt": "sleep 3000" }, ["--json"], {
      context: { signal: leaving.signal },
      onEvent: (event) => {
        if (event.event === "progress" && event.counts.running > 0) leaving.abort();
      },
    });
    assert.equal(said.exitCode, 130, said.stderr);
    assert.deepEqual(suggestedResume(said).slice(0, 2), ["--resume", jobOf(said)]);
    const later = await user.run(["--resume", jobOf(said), "--yes"], { cwd: said.cwd });
    assert.equal(later.exitCode, 0, later.stderr);
    assert.equal((await filesOf(said.cwd)).get("a.txt.out"), "SLEEP 3000");
  });

  it("creates no job if Ctrl-C is pressed before, and suggests nothing", async () => {
    const leaving = new AbortController();
    const inputs = { "a.txt": "never sent 1", "b.txt": "never sent 2" };
    const said = await user.submit(inputs, ["--json"], {
      context: { signal: leaving.signal },
      onEvent: ({ event }) => {
        if (event === "planned") leaving.abort();
      },
    });
    assert.deepEqual([said.exitCode, said.code], [130, "Interrupted"]);
    assert.doesNotMatch(said.stderr, /npm run/);
    assert(!(await jobExists(jobOf(said))));
  });

  it("counts a task whose row() throws as succeeded and shows the error in its row", async () => {
    const row = (): never => assert.fail(new Error("no such column"));
    const context = { workloads: { probe: { ...probe, row } } };
    const { cwd, exitCode, stdout } = await user.submit({ "a.txt": "one" }, [], { context });
    assert.equal(exitCode, 0);
    assert.match(stdout, /^a\.txt\t.*no such column\t/m);
    assert.deepEqual(countsOf(await reportOf(cwd)), [1, 0, 0]);
  });
});

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { probe } from "../fixtures/probe/workload.ts";
import { describeOnCloud } from "./on-cloud.ts";
import { filesOf, jobOf } from "./user.ts";

describeOnCloud("submit, against the local cloud", ({ user }) => {
  it("brings results to the screen and to files", async () => {
    const { cwd, exitCode, stdout, stderr } = await user.submit({ "a.txt": "one", "deep/b.txt": "two" });
    assert.equal(exitCode, 0, stderr);
    assert.match(stdout, /│ a\.txt +│ ONE +│ \S+ +│ +\d\.\d │\n│ deep\/b\.txt │ TWO/);
    assert.match(stderr, /probe: 2 tasks on 2 files \(6 B\)\nUploaded 2 files \(6 B\)\nJob probe-/);
    assert.match(stderr, /Files: out\/probe-[^\n]*\/\n2 tasks succeeded in \d/);
    const files = await filesOf(cwd);
    assert.equal(files.get("a.txt.out"), "ONE");
    assert.equal(files.get("deep/b.txt.out"), "TWO");
    const logs = [...files].filter(([name]) => /^logs\/deep-b-txt-[0-9a-f]+\/stdout\.txt$/.test(name));
    assert.deepEqual(
      logs.map(([, text]) => text),
      ["working on deep/b.txt\n"],
    );
    const report = JSON.parse(files.get("report.json") ?? "");
    assert.deepEqual([report.succeeded, report.failed, report.tasks[0].files[0].size], [2, 0, 3]);
  });

  it("brings files with names that shells, patterns and URLs read in other ways", async () => {
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

  it("sends nothing twice", async () => {
    const inputs = { "a.txt": "the same again", "b.txt": "the same again" };
    await user.submit(inputs);
    assert.match((await user.submit(inputs)).stderr, /The file is already in storage/);
  });

  it("tells of failures by cause, with stderr and the place of the logs, and exits with 100", async () => {
    const inputs = {
      "a.txt": "fail no text in 1",
      "b.txt": "fail no text in 2",
      "c.txt": "forget",
      "d.txt": "fine",
    };
    const { cwd, exitCode, stdout, stderr } = await user.submit(inputs);
    assert.equal(exitCode, 100, stderr);
    assert.match(stderr, /2 tasks failed: exit code 1: Error: no text in 1\n/);
    assert.match(stderr, /\n {2}\| .*main\.ts:\d+\n/);
    assert.match(stderr, /1 task failed: exit code 123: OutputError: c\.txt\.out: /);
    assert.match(stderr, /1 succeeded, 3 failed/);
    assert.match(stdout, /d\.txt +│ FINE/);
    const [, log = ""] = /one of them: (out\/.*stderr\.txt)/.exec(stderr) ?? [];
    assert.match(await readFile(join(cwd, log), "utf8"), /Error: no text in 1/);
  });

  it("keeps the job where nobody can be asked, and says how to delete it", async () => {
    const said = await user.submit({ "a.txt": "one" });
    const later = /is kept; to delete it: npm run (submit) -- (.*)\n/.exec(said.stderr);
    const again = await user.run((later?.[2] ?? "").split(" ").slice(0, 2).concat("--yes"), {
      cwd: said.cwd,
    });
    assert.equal(again.exitCode, 0, again.stderr);
    assert.match(again.stderr, /Deleted job/);
    const gone = await user.run(["--resume", jobOf(said)], { cwd: said.cwd });
    assert.equal(gone.exitCode, 2);
    assert.match(gone.stderr, /has finished and its job is deleted/);
  });

  for (const [answer, deletes] of [
    ["", true],
    ["n", false],
    ["YES", true],
  ] as const) {
    it(`asks on a terminal whether to delete the job: "${answer}"`, async () => {
      const { stderr } = await user.submit({ "a.txt": "one" }, [], { answer });
      assert.match(stderr, /Delete job\? \[Y\/n\] /);
      assert.equal(/Deleted job/.test(stderr), deletes);
    });
  }

  it("keeps a failed job unless told otherwise", async () => {
    const { stderr } = await user.submit({ "a.txt": "fail" }, [], { answer: "" });
    assert.match(stderr, /Delete job\? \[y\/N\] Job .* is kept/);
  });

  it("prints events for programs", async () => {
    const { stdout } = await user.submit({ "a.txt": "one" }, ["--json", "--yes"]);
    const events = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    const names = events.map(({ event }) => event).filter((event) => event !== "progress");
    assert.deepEqual(names, ["environment", "planned", "uploaded", "started", "task", "finished", "deleted"]);
    assert.deepEqual(events.find(({ event }) => event === "task").row, ["ONE"]);
  });

  it("says after the time limit what is left, and finishes later from another folder", async () => {
    const said = await user.submit({ "a.txt": "sleep 4000", "b.txt": "fine" }, ["--timeout", "2s"]);
    assert.equal(said.exitCode, 4, said.stderr);
    assert.match(
      said.stderr,
      /Error: not finished after 2\.0 s: 1 running, 0 waiting\n {2}running {3}a-txt-/,
    );
    const [, resume = ""] =
      /The job goes on\. To come back to it: npm run submit -- (.*)\n/.exec(said.stderr) ?? [];
    const elsewhere = await user.withInputs({});
    const later = await user.run(resume.split(" ").slice(0, 2).concat("--yes"), { cwd: elsewhere });
    assert.equal(later.exitCode, 0, later.stderr);
    const files = await filesOf(elsewhere);
    assert.deepEqual([files.get("a.txt.out"), files.get("b.txt.out")], ["SLEEP 4000", "FINE"]);
  });

  it("leaves the job alone on Ctrl-C, and says how to come back", async () => {
    const leaving = new AbortController();
    const onStderr = (piece: string): void => {
      if (piece.includes("running")) leaving.abort();
    };
    const world = { signal: leaving.signal };
    const said = await user.submit({ "a.txt": "sleep 3000" }, [], { onStderr, world });
    assert.equal(said.exitCode, 130, said.stderr);
    assert.match(
      said.stderr,
      /^Interrupted\nThe job goes on\. To come back to it: npm run submit -- --resume probe-/m,
    );
    const later = await user.run(["--resume", jobOf(said), "--yes"], { cwd: said.cwd });
    assert.equal(later.exitCode, 0, later.stderr);
  });

  it("has begun nothing when Ctrl-C comes before the job", async () => {
    const leaving = new AbortController();
    const onStderr = (piece: string): void => {
      if (piece.includes("tasks on")) leaving.abort();
    };
    const inputs = { "a.txt": "never sent 1", "b.txt": "never sent 2" };
    const { exitCode, stderr } = await user.submit(inputs, [], {
      onStderr,
      world: { signal: leaving.signal },
    });
    assert.equal(exitCode, 130);
    assert.match(stderr, /Interrupted before the job was started: nothing runs\n$/);
  });

  it("does not take a row that can't be made for a failed task", async () => {
    const row = (): never => assert.fail(new Error("no such column"));
    const world = { workloads: { probe: { ...probe, row } } };
    const { exitCode, stdout } = await user.submit({ "a.txt": "one" }, [], { world });
    assert.equal(exitCode, 0);
    assert.match(stdout, /a\.txt │ no row: no such column │/);
  });
});

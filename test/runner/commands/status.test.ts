import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describeOnOwnCloud } from "../on-cloud.ts";
import { jobOf } from "../user.ts";

describeOnOwnCloud("status and cancel, against the local cloud", ({ cloud, user }) => {
  let jobId: string;
  let sign: string;
  const command = (...words: string[]) => user.command(words, { cwd: cloud.folder });
  const eventsOf = (stdout: string) =>
    stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));

  /** Looks at the run until its tasks have come so far. */
  const until = async (sought: Record<string, unknown>): Promise<void> => {
    for (;;) {
      const { stdout } = await command("status", jobId, "--json");
      const { counts, state } = eventsOf(stdout).at(-1);
      if (Object.entries(sought).every(([name, value]) => ({ ...counts, state })[name] === value)) return;
    }
  };

  before(async () => {
    sign = join(cloud.folder, "sign");
  });

  it("knows of no run at first", async () => {
    const { exitCode, stdout, stderr } = await command("status");
    assert.deepEqual([exitCode, stdout], [0, ""]);
    assert.match(stderr, /No runs yet; to begin one: npm run submit -- --outputs /);
  });

  it("tells what runs, what failed and why, and what may be done", async () => {
    const inputs = { "a.txt": "fail no 1", "b.txt": "fail no 2", "c.txt": "fine", "w.txt": `wait ${sign}` };
    jobId = jobOf(await user.submit(inputs, ["--timeout", "1s"]));
    await until({ running: 1, failed: 2, succeeded: 1 });
    const { exitCode, stdout } = await command("status", jobId);
    assert.equal(exitCode, 0);
    assert.match(
      stdout,
      /^probe-\S+: running, begun \S+ s ago on pool workers\n1 running · 1 succeeded · 2 failed\nnodes: /,
    );
    assert.match(stdout, /Running:\n {2}w-txt-\S+ {2}for \d/);
    assert.match(stdout, /2 tasks failed: exit code 1: Error: no \d\n {2}one of them: [ab]-txt-/);
    assert.match(stdout, /cancel +npm run cancel -- probe-\S+ --outputs /);
  });

  it("cancels nothing unless somebody says so", async () => {
    const nobody = await command("cancel", jobId);
    assert.equal(nobody.exitCode, 2);
    assert.match(nobody.stderr, /Error: nobody can be asked here, so nothing was done\n--yes says yes\.\n$/);
    const no = await user.command(["cancel", jobId], { cwd: cloud.folder, answer: "" });
    assert.match(no.stderr, /Cancel the job\? \[y\/N\] The job goes on\n$/);
    await until({ state: "running" });
  });

  it("cancels a run, and says what stays", async () => {
    const { exitCode, stderr } = await user.command(["cancel", jobId], { cwd: cloud.folder, answer: "y" });
    assert.equal(exitCode, 0);
    assert.match(
      stderr,
      /Cancelled job probe-.*\nWhat has completed can be fetched: npm run download -- probe-/,
    );
    await until({ state: "cancelled", failed: 3 });
    assert.match((await command("cancel", jobId, "--yes")).stderr, /has ended already\n$/);
  });

  it("lists runs, the newest first", async () => {
    await user.submit({ "a.txt": "fine as well" }, ["--yes"]);
    const { stdout } = await command("status");
    assert.match(
      stdout,
      /^run +state +done +failed +age +workload\nprobe-\S+ +succeeded +1\/1 +- .*\nprobe-\S+ +cancelled +4\/4 +3 /,
    );
    const events = eventsOf((await command("status", "--json", "--max", "1")).stdout);
    assert.deepEqual(
      events.map(({ event, state }) => [event, state]),
      [
        ["environment", undefined],
        ["run", "succeeded"],
      ],
    );
  });

  it("tells a run that ended unseen from one whose results were fetched", async () => {
    jobId = jobOf(await user.submit({ "w.txt": `wait ${sign}` }, ["--timeout", "1s"]));
    await writeFile(sign, "");
    await until({ state: "ended" });
    assert.match((await command("status", jobId)).stdout, /results +npm run submit -- --resume probe-/);
  });

  for (const words of [["status"], ["cancel", "--yes"]]) {
    it(`knows that there is no such run to ${words[0]}`, async () => {
      const { exitCode, stderr } = await command(...words, "nothing-1");
      assert.equal(exitCode, 2);
      assert.match(stderr, /Error: no run nothing-1 in http/);
    });
  }
});

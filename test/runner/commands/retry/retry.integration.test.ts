import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { connectClients } from "../../../../runner/azure/clients.ts";
import { writeReport } from "../../../../runner/results/run-record.ts";
import { defineWorkload, type Workload } from "../../../../task/workload.ts";
import { assertSnapshot, normalise } from "../../../helpers/snapshot.ts";
import { fakeClock, quietPolicy } from "../../fakes.ts";
import { describeOnCloud } from "../../on-cloud.ts";
import { eventOf, jobOf, reportOf } from "../../user.ts";

describeOnCloud("retry and status after edits and cancellations", ({ cloud, user }) => {
  const command = async (words: readonly string[], workload: Workload) => {
    const cwd = await user.withInputs({});
    return { cwd, ...(await user.command(words, { cwd, context: { workloads: { mine: workload } } })) };
  };

  /** Runs the new code with the task arguments of the run. */
  const newCommand = /npx azbatch submit mine .*-- word ("two words"|'two words')/;

  it("retry: suggests the command that runs edited code, for an active job and a finished run", async () => {
    const folder = await user.withInputs({});
    const [script, sign] = [join(folder, "run.sh"), join(folder, "sign")];
    await writeFile(script, "exit 7");
    const workload = defineWorkload({
      description: "",
      command: 'bash "$WORKLOAD_DIR/run.sh" "$1"',
      files: [pathToFileURL(script)],
      plan: ({ args }) => [
        { name: "a", args },
        { name: "w", command: `until [ -e '${sign}' ]; do sleep 0.1; done` },
      ],
    });
    const args = ["--", "word", "two words"];
    const job = jobOf(await command(["submit", "mine", "--detach", ...args], workload));
    await user.untilStatus(job, ({ counts }) => counts.failed === 1);
    const same = await command(["retry", job, "--detach"], workload);
    assert.equal(same.exitCode, 0, same.stderr);
    assert.doesNotMatch(same.stderr, newCommand);
    await user.untilStatus(job, ({ counts }) => counts.failed === 1);
    await writeFile(script, "exit 0");
    const edited = await command(["retry", job, "--detach"], workload);
    assert.match(edited.stderr, newCommand);
    await assertSnapshot("retry/edited-code", normalise(edited.stderr));
    await writeFile(sign, "");
    await command(["submit", "--resume", job, "--keep-job"], workload);
    const again = await command(["retry", job, "--yes"], workload);
    assert.equal(again.exitCode, 100);
    assert.match(again.stderr, newCommand);
    const fixed = await command(["submit", "mine", "--yes", ...args], workload);
    assert.equal(fixed.exitCode, 0, fixed.stderr);
  });

  it("retry: replaces a report that was written before the job ended", async () => {
    const folder = await user.withInputs({});
    const [fixed, sign] = [join(folder, "fixed"), join(folder, "sign")];
    const workload = defineWorkload({
      description: "",
      command: `[ -e '${fixed}' ]`,
      plan: () => [{ name: "a" }, { name: "w", command: `until [ -e '${sign}' ]; do sleep 0.1; done` }],
    });
    const job = jobOf(await command(["submit", "mine", "--detach"], workload));
    await user.untilStatus(job, ({ counts }) => counts.failed === 1);
    const { application } = connectClients(cloud.outputs, quietPolicy(fakeClock()));
    const createdAt = new Date().toISOString();
    const counts = { succeeded: 1, failed: 1, cached: 0 };
    const times = { createdAt, finishedAt: createdAt, elapsedMs: 1 };
    await writeReport(
      { application, jobId: job },
      { reportVersion: 2, jobId: job, workload: "mine", ...times, ...counts },
      [],
    );
    await writeFile(fixed, "");
    await command(["retry", job, "--detach"], workload);
    await writeFile(sign, "");
    await user.untilStatus(job, ({ counts }) => counts.succeeded === 2);
    for (const words of [
      ["download", job],
      ["watch", job],
    ])
      assert.equal((await command(words, workload)).exitCode, 0, words[0]);
  });

  it("status: shows a cancelled run as cancelled after it is resumed, with the tasks that never ran", async () => {
    const sign = join(await user.withInputs({}), "never");
    const workload = defineWorkload({
      description: "",
      command: `until [ -e '${sign}' ]; do sleep 0.1; done`,
      plan: () => Array.from({ length: 9 }, (_, i) => ({ name: `t${i}` })),
    });
    const job = jobOf(await command(["submit", "mine", "--detach"], workload));
    await user.untilStatus(job, ({ counts }) => counts.running > 0);
    await command(["cancel", job, "--yes"], workload);
    const { counts: before } = await user.untilStatus(job, ({ counts }) => counts.running === 0);
    const resumed = await command(["submit", "--resume", job, "--yes", "--json"], workload);
    assert.equal(resumed.exitCode, 100, resumed.stderr);
    const { state, counts } = await user.statusOf(job);
    assert.deepEqual([state, counts], ["cancelled", before]);
    assert(counts.active > 0 && counts.active + counts.failed === 9, JSON.stringify(counts));
    assert.equal((await reportOf(resumed.cwd)).notRun, counts.active);
    assert.equal(eventOf(resumed, "finished").notRun, counts.active);
    const list = (await command(["ls"], workload)).stdout;
    assert.match(list, new RegExp(`^${job}\t\\S+\tcancelled\t${counts.failed}\t9\t`, "m"));
  });
});

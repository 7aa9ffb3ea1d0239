import assert from "node:assert/strict";
import { access, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { defineWorkload, type TaskPlan } from "../../../task/workload.ts";
import { describeOnCloud } from "../on-cloud.ts";
import { type CommandOutput, countsOf, eventOf, eventsOf, jobOf, reportOf } from "../user.ts";

describeOnCloud("limit of failed tasks", ({ user }) => {
  /** Tasks that succeed, fail, or wait for a file, by their names; all succeed once the file exists. */
  const broken = (gate: string, names: readonly string[], after = false) =>
    defineWorkload({
      description: "for tests",
      command: `case "$1" in
          ok*) ;;
          slow*) until [ -e '${gate}' ]; do sleep 0.1; done;;
          *) [ -e '${gate}' ];;
        esac; echo "$1" > out.txt`,
      retries: 1,
      plan: () => {
        const tasks: TaskPlan[] = names.map((name) => ({ name, args: [name], outputs: ["out.txt"] }));
        return after ? [...tasks, { name: "last", args: ["ok"], outputs: ["out.txt"], after: tasks }] : tasks;
      },
    });

  const names = ["ok-1", "ok-2", "bad-1", "bad-2", "bad-3", "slow-1", "slow-2", "slow-3", "slow-4", "slow-5"];

  const setUp = async (options: { readonly names?: readonly string[]; readonly after?: boolean } = {}) => {
    const cwd = await user.withInputs({});
    const gate = join(cwd, "gate");
    const workloads = { broken: broken(gate, options.names ?? names, options.after) };
    const context = { workloads };
    const run = (...words: string[]): Promise<CommandOutput> => user.run(words, { cwd, context });
    const command = (...words: string[]): Promise<CommandOutput> => user.command(words, { cwd, context });
    return { cwd, run, command, openGate: () => writeFile(gate, "") };
  };

  it("ends a run at the first failure too many, keeps results, and lets retry run the rest", async () => {
    const { cwd, run, command, openGate } = await setUp();
    const said = await run("broken", "--max-fails", "2", "--keep-job", "--json");
    assert.equal(said.exitCode, 100, said.stderr);
    const { failed, total, maxFails, jobId } = eventOf(said, "stopped");
    assert.deepEqual([failed, total, maxFails], [3, 10, 2]);
    const { succeeded, endedBecause } = eventOf(said, "finished");
    assert.match(endedBecause ?? "", /3 of 10 .*--max-fails 2/);
    const { tasks } = await reportOf(cwd);
    assert.equal(tasks.filter(({ succeeded: isFine }) => isFine).length, succeeded);
    await access(join(cwd, "out", jobId, "ok-1", "out.txt"));
    await openGate();
    const again = await command("retry", jobId, "--yes", "--json");
    assert.equal(again.exitCode, 0, again.stderr);
    const planned = eventOf(again, "planned");
    assert.equal(planned.tasks, 10 - succeeded);
    assert.equal(eventOf(again, "finished").succeeded, planned.tasks);
  });

  it("says so on the terminal before and after the results", async () => {
    const { run } = await setUp();
    const { stderr, exitCode } = await run("broken", "--max-fails", "20%", "--yes");
    assert.equal(exitCode, 100);
    assert.equal(stderr.match(/^Stopped after 3 of 10 tasks failed \(--max-fails 20%\)/gm)?.length, 2);
  });

  it("counts no more failures than it tolerates, whatever the retries", async () => {
    const { run, openGate } = await setUp();
    await openGate();
    const { exitCode, stdout } = await run("broken", "--max-fails", "0", "--yes", "--json");
    assert.equal(exitCode, 0);
    assert(!eventsOf({ stdout }).some(({ event }) => event === "stopped"));
  });

  it("is checked by watch if no runner was there, with the limit of the plan", async () => {
    const { run, command } = await setUp();
    const job = jobOf(await run("broken", "--max-fails", "2", "--detach"));
    await user.untilStatus(job, ({ counts }) => counts.failed >= 3);
    const said = await command("watch", job, "--json");
    assert.equal(said.exitCode, 100, said.stderr);
    assert.equal(eventOf(said, "stopped").failed, 3);
    assert.match(eventOf(said, "finished").endedBecause ?? "", /--max-fails 2/);
  });

  it("can be given to --resume, which stores it for later commands", async () => {
    const { run, command } = await setUp();
    const job = jobOf(await run("broken", "--detach"));
    await user.untilStatus(job, ({ counts }) => counts.failed >= 3);
    assert.equal((await run("--resume", job, "--max-fails", "2", "--detach")).exitCode, 0);
    assert.equal(eventOf(await command("watch", job, "--json"), "stopped").maxFails, 2);
  });

  it("stops nothing on resume if all tasks have run", async () => {
    const { run } = await setUp({ names: ["ok-1", "bad-1", "bad-2"] });
    const job = jobOf(await run("broken", "--max-fails", "0", "--detach"));
    await user.untilStatus(job, ({ state }) => state === "ended");
    const said = await run("--resume", job, "--yes", "--json");
    assert.equal(said.exitCode, 100);
    assert(!eventsOf(said).some(({ event }) => event === "stopped"));
    assert.equal(eventOf(said, "finished").endedBecause, undefined);
  });

  it("leaves tasks that depend on failed ones out of the count", async () => {
    const { cwd, run } = await setUp({ names: ["bad-1", "ok-1"], after: true });
    const said = await run("broken", "--max-fails", "1", "--yes", "--json");
    assert.equal(said.exitCode, 100);
    assert(!eventsOf(said).some(({ event }) => event === "stopped"));
    assert.deepEqual(countsOf(await reportOf(cwd)), [1, 2, 0]);
  });

  it("ends a run whose tasks depend on each other", async () => {
    const { cwd, run } = await setUp({ after: true });
    const said = await run("broken", "--max-fails", "2", "--yes", "--json");
    assert.equal(eventOf(said, "stopped").total, 11);
    const last = (await reportOf(cwd)).tasks.at(-1);
    assert.deepEqual([last?.name, last?.code], ["last", "UpstreamFailed"]);
  });

  it("may be a field of the workload, which the option overrides", async () => {
    const { cwd, run } = await setUp();
    const workload = { ...broken(join(cwd, "gate"), names), maxFails: "20%" as const };
    const context = { workloads: { broken: workload } };
    const said = await user.run(["broken", "--yes", "--json"], { cwd, context });
    assert.equal(eventOf(said, "stopped").maxFails, "20%");
    const refused = await run("broken", "--max-fails", "some", "--yes");
    assert.deepEqual([refused.exitCode, refused.code], [2, "InvalidMaxFails"]);
  });

  it("doesn't change the ids of tasks, so finished ones are skipped", async () => {
    const { run, openGate } = await setUp();
    await openGate();
    assert.equal((await run("broken", "--yes")).exitCode, 0);
    const again = await run("broken", "--max-fails", "1", "--yes", "--json");
    assert.equal(eventOf(again, "planned").cached, 10);
  });
});

import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { defineWorkload, matching, type Workload } from "../../../../task/workload.ts";
import { assertSnapshot, normalise } from "../../../helpers/snapshot.ts";
import { describeOnCloud } from "../../on-cloud.ts";
import { eventOf, eventsOf, jobOf } from "../../user.ts";

describeOnCloud("detached run on the local cloud", ({ cloud, user }) => {
  const command = (...words: string[]) => user.command(words, { cwd: cloud.folder });

  const detach = async (workload: Workload): Promise<string> => {
    const context = { workloads: { mine: workload } };
    return jobOf(await user.run(["mine", "--detach"], { cwd: cloud.folder, context }));
  };

  it("watch and download: report a pattern that matches no output", async () => {
    const workload = defineWorkload({
      description: "",
      command: "echo 1 > a.csv",
      plan: () => [{ name: "a", outputs: [matching("*.csv"), matching("*.txt"), "empty/"] }],
    });
    const jobId = await detach(workload);
    const watched = await command("watch", jobId, "--json");
    assert.equal(watched.exitCode, 100);
    assert.equal(eventOf(watched, "task").exitCode, 123);
    const downloaded = await command("download", jobId, "--json");
    assert.deepEqual(eventOf(downloaded, "downloaded").missing, ["a/*.txt", "a/empty/"]);
  });

  it("download: counts a task that wrote its output and failed, while another task runs", async () => {
    const sign = join(cloud.folder, "sign");
    const workload = defineWorkload({
      description: "",
      command: "echo 1 > a.txt; exit 5",
      plan: () => [
        { name: "a", outputs: ["a.txt"] },
        { name: "w", command: `until [ -e '${sign}' ]; do sleep 0.1; done` },
      ],
    });
    const jobId = await detach(workload);
    await user.untilStatus(jobId, ({ counts }) => counts.failed === 1 && counts.running === 1);
    const downloaded = await command("download", jobId, "--json");
    const { done, failed, missing } = eventOf(downloaded, "downloaded");
    assert.deepEqual({ done, failed, missing }, { done: 1, failed: 1, missing: [] });
    assert.equal(downloaded.exitCode, 100);
    await writeFile(sign, "");
  });

  it("status: shows two blocked tasks after a failure and suggests watch and retry; watch ends the run", async () => {
    const workload = defineWorkload({
      description: "",
      command: '[ "$1" != bad ]',
      plan: () => {
        const bad = { name: "bad", args: ["bad"] };
        const next = { name: "next", args: ["x"], after: [bad] };
        return [bad, next, { name: "last", args: ["x"], after: [next] }, { name: "fine", args: ["x"] }];
      },
    });
    const jobId = await detach(workload);
    const { state, counts, waiting } = await user.untilStatus(
      jobId,
      ({ counts }) => counts.succeeded === 1 && counts.failed === 1,
    );
    assert.deepEqual([state, counts.active], ["waiting", 2]);
    // The number of blocked tasks and the rest of the job's time limit.
    assert.match(waiting ?? "", /^2 tasks .* 1d 0\dh$/);
    const { stdout } = await command("status", jobId);
    for (const next of ["watch", "retry"]) assert(stdout.includes(`npx azbatch ${next} ${jobId}`), stdout);
    await assertSnapshot("status/of-blocked-tasks", normalise(stdout));
    const watched = await command("watch", jobId, "--json");
    assert.equal(watched.exitCode, 100);
    const outcomes = eventsOf(watched).filter((event) => event.event === "task");
    assert.deepEqual(outcomes.map(({ name }) => name).sort(), ["bad", "fine", "last", "next"]);
    const blocked = outcomes.filter(({ name }) => name === "next" || name === "last");
    for (const { failure } of blocked) assert.match(failure ?? "", /"bad"/);
    const { succeeded, failed, notRun } = eventOf(watched, "finished");
    assert.deepEqual({ succeeded, failed, notRun }, { succeeded: 1, failed: 3, notRun: undefined });
    assert.equal((await user.statusOf(jobId)).state, "failed");
    const downloaded = await command("download", jobId);
    assert.equal(downloaded.exitCode, 100);
    assert(!downloaded.stderr.includes("npx azbatch download"), "nothing is left to download later");
  });
});

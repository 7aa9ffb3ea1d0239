import assert from "node:assert/strict";
import { defineWorkload, matching, type Workload } from "../../../task/workload.ts";
import { describeOnCloud } from "../on-cloud.ts";

describeOnCloud("a run that nobody watches, against the local cloud", ({ cloud, user }) => {
  const command = (...words: string[]) => user.command(words, { cwd: cloud.folder });

  const detach = async (workload: Workload): Promise<string> => {
    const world = { workloads: { mine: workload } };
    const { stderr } = await user.run(["mine", "--detach"], { cwd: cloud.folder, world });
    return /Job (mine-\S+)/.exec(stderr)?.[1] ?? assert.fail(stderr);
  };

  it("misses a pattern that matches nothing in watch and download, too", async () => {
    const workload = defineWorkload({
      description: "",
      command: "echo 1 > a.csv",
      plan: () => [{ name: "a", outputs: [matching("*.csv"), matching("*.txt"), "empty/"] }],
    });
    const jobId = await detach(workload);
    const watched = await command("watch", jobId);
    assert.equal(watched.exitCode, 100);
    assert.match(watched.stderr, /exit code 123/);
    const downloaded = await command("download", jobId);
    assert.match(downloaded.stderr, /\nNot in storage: a\/\*\.txt, a\/empty\/\n/);
  });

  it("says that what is left can't run, how long its job lives on, and what ends it", async () => {
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
    let stdout = "";
    while (!/1 succeeded · 1 failed/.test(stdout)) ({ stdout } = await command("status", jobId));
    assert.match(
      stdout,
      /: waiting, .*\n2 waiting · .*\nwaiting: 2 tasks can't run any more: what they come after has failed; the job ends when somebody watches it, else by itself in 1d 0\dh\n/,
    );
    assert.match(stdout, /until it ends +npm run watch[\s\S]*failed tasks again +npm run retry/);
    const { exitCode, stdout: events, stderr } = await command("watch", jobId, "--json");
    assert.equal(exitCode, 100);
    const outcomes = events.match(/(?<="event":"task",.*"name":")\w+/g) ?? [];
    assert.deepEqual(outcomes.sort(), ["bad", "fine", "last", "next"]);
    assert.match(stderr, /2 tasks failed: did not run: "bad" failed/);
    assert.match((await command("status", jobId)).stdout, /: failed, /);
    const downloaded = await command("download", jobId);
    assert.equal(downloaded.exitCode, 100);
    assert.doesNotMatch(downloaded.stderr, /later/);
  });
});

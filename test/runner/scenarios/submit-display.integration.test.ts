import assert from "node:assert/strict";
import { stripVTControlCharacters } from "node:util";
import { assertSnapshot, normalise } from "../../helpers/snapshot.ts";
import { describeOnCloud } from "../on-cloud.ts";
import { type CommandOutput, jobOf } from "../user.ts";

/** Replaces values of the results table that vary from run to run. The placeholders keep its columns aligned. */
const varying = {
  "<node-of-pool>": /\btvm\S{11}(?= )/g,
  "    <s>": /(?<=│ ) +\d+\.\d(?= │)/g,
};

/** Output of a command; the number of its progress lines depends on the machine's speed. */
const printed = ({ stdout, stderr }: CommandOutput): string => {
  const lines = stderr.split("\n").filter((line) => !/\d of \d+ done/.test(line));
  return normalise(stripVTControlCharacters(`${stdout}${lines.join("\n")}`), varying);
};

describeOnCloud("display of submit at 80 columns", ({ user }) => {
  const submit = (cwd: string, ...words: readonly string[]): Promise<CommandOutput> =>
    user.run(["probe", "--input", "in/*", ...words], { cwd, columns: 80 });

  it("matches the snapshot if all tasks succeed, and if earlier runs completed them", async () => {
    const cwd = await user.withInputs({ "a.txt": "first", "b.txt": "second" });
    const first = await submit(cwd, "--yes");
    assert.equal(first.exitCode, 0, first.stderr);
    await assertSnapshot("submit/succeeded", printed(first));
    await assertSnapshot("submit/done-by-earlier-runs", printed(await submit(cwd)));
  });

  it("matches the snapshot if tasks fail and the job is kept", async () => {
    const inputs = { "a.txt": "exit 3", "b.txt": "exit 3", "c.txt": "forget", "d.txt": "fine" };
    const failed = await submit(await user.withInputs(inputs));
    assert.equal(failed.exitCode, 100, failed.stderr);
    await assertSnapshot("submit/tasks-failed", printed(failed));
  });

  it("matches the snapshot at the time limit, and when the run is resumed", async () => {
    const cwd = await user.withInputs({ "a.txt": "sleep 3000" });
    const left = await submit(cwd, "--timeout", "2s");
    assert.deepEqual([left.exitCode, left.code], [4, "RunTimedOut"], left.stderr);
    await assertSnapshot("submit/timed-out", printed(left));
    const resumed = await user.run(["--resume", jobOf(left), "--yes"], { cwd, columns: 80 });
    assert.equal(resumed.exitCode, 0, resumed.stderr);
    await assertSnapshot("submit/resumed", printed(resumed));
  });
});

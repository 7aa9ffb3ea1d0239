import assert from "node:assert/strict";
import { assertSnapshot, normalise } from "../../../helpers/snapshot.ts";
import { describeOnCloud } from "../../on-cloud.ts";
import { type CommandOutput, jobOf } from "../../user.ts";

/** Removes the lines of progress, whose number depends on timing, and the sizes of files that contain paths. */
const stable = ({ stderr }: Pick<CommandOutput, "stderr">): string =>
  normalise(stderr, { "(<size>)": /\(\d.* k?B\)/g }).replace(/^.*\d+ of \d+ done.*\n/gm, "");

describeOnCloud("output of submit on the local cloud", ({ user }) => {
  const words = ["probe", "--input", "in/*"];

  it("suggests to delete the job later if it can't prompt", async () => {
    const cwd = await user.withInputs({ "a.txt": "printed a", "b.txt": "printed b" });
    const said = await user.run(words, { cwd });
    assert.equal(said.exitCode, 0, said.stderr);
    assert.match(said.stderr, new RegExp(`npx azbatch delete --job-only ${jobOf(said)} `));
    await assertSnapshot("submit/kept", stable(said));
  });

  it("runs no task that an earlier run completed", async () => {
    const cwd = await user.withInputs({ "a.txt": "printed a", "b.txt": "printed b" });
    const said = await user.run([...words, "--yes"], { cwd });
    assert.equal(said.exitCode, 0, said.stderr);
    await assertSnapshot("submit/all-done-by-earlier-runs", stable(said));
  });

  it("prompts to delete the job, and deletes it", async () => {
    const cwd = await user.withInputs({ "c.txt": "printed c" });
    const said = await user.run(words, { cwd, answer: "" });
    assert.equal(said.exitCode, 0, said.stderr);
    await assertSnapshot("submit/deleted", stable(said));
  });

  it("prompts after a failure with No as the default", async () => {
    const cwd = await user.withInputs({ "d.txt": "exit 3" });
    const said = await user.run(words, { cwd, answer: "" });
    assert.equal(said.exitCode, 100, said.stderr);
    await assertSnapshot("submit/failed-and-kept", stable(said));
  });

  it("suggests status, resume and cancel with --detach", async () => {
    const cwd = await user.withInputs({ "e.txt": "printed e" });
    const said = await user.run([...words, "--detach"], { cwd });
    assert.equal(said.exitCode, 0, said.stderr);
    for (const command of ["status", "submit --resume", "cancel"])
      assert(said.stderr.includes(`npx azbatch ${command} ${jobOf(said)}`), said.stderr);
    await assertSnapshot("submit/detached", stable(said));
  });
});

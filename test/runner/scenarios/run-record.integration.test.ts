import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { containerClient } from "../../helpers/container-client.ts";
import { until } from "../../helpers/until.ts";
import { describeOnCloud } from "../on-cloud.ts";
import { countsOf, eventOf, filesOf, jobOf, reportOf } from "../user.ts";

describeOnCloud("report of a run that submit left", ({ cloud, user }) => {
  const detach = async (inputs: Readonly<Record<string, string>>): Promise<string> =>
    jobOf(await user.submit(inputs, ["--detach"]));

  /** Succeeded, failed and cached tasks when the same inputs are submitted again. */
  const submitAgain = async (inputs: Readonly<Record<string, string>>): Promise<readonly number[]> => {
    const cwd = await user.withInputs(inputs);
    await user.run(["probe", "--input", "in/*", "--yes"], { cwd });
    return countsOf(await reportOf(cwd));
  };

  it("is written by watch, so that a submit reuses its results", async () => {
    const inputs = { "a.txt": "watched", "b.txt": "watched too" };
    const job = await detach(inputs);
    const said = await user.command(["watch", job], { cwd: cloud.folder });
    assert.equal(said.exitCode, 0, said.stderr);
    assert.deepEqual(await submitAgain(inputs), [2, 0, 2]);
  });

  it("is written by download if the job ended unwatched", async () => {
    const inputs = { "a.txt": "left alone" };
    const job = await detach(inputs);
    const cwd = await user.withInputs({});
    const fetched = () => user.command(["download", job], { cwd });
    while (!(await filesOf(cwd).catch(() => new Map())).has("report.json")) await fetched();
    assert.deepEqual(countsOf(await reportOf(cwd)), [1, 0, 0]);
    assert.deepEqual(await submitAgain(inputs), [1, 0, 1]);
  });

  it("is written by retry if the job ended unwatched, so that only failed tasks run", async () => {
    const needed = join(cloud.folder, "needed");
    const job = await detach({ "a.txt": `need ${needed}`, "b.txt": "fine" });
    await until(async () => (await user.statusOf(job)).state === "ended");
    await writeFile(needed, "");
    const cwd = await user.withInputs({});
    const { exitCode, stderr } = await user.command(["retry", job, "--yes"], { cwd });
    assert.equal(exitCode, 0, stderr);
    const { tasks } = await reportOf(cwd);
    assert.deepEqual(
      tasks.map(({ inputs: [name], succeeded }) => [name, succeeded]),
      [["a.txt", true]],
    );
  });

  /** A text that a node uploads in blocks. */
  const large = (text: string): string => text.repeat(300_000);

  it("has OutputDamaged if storage has other content than the task wrote", async () => {
    const sign = join(cloud.folder, "sign");
    const left = await user.submit({ "a.txt": large("right"), "w.txt": `wait ${sign}` }, ["--timeout", "1s"]);
    const job = jobOf(left);
    const cwd = await user.withInputs({});
    const download = (words: readonly string[] = []) => user.command(["download", job, ...words], { cwd });
    while (!(await filesOf(cwd).catch(() => new Map())).has("a.txt.out")) await download();
    await replaceInBlocks(job, "a.txt.out", large("WRONG"));
    const { damaged } = eventOf(await download(["--out", "other", "--json"]), "downloaded");
    assert.deepEqual(damaged, ["a.txt.out"]);
    await writeFile(sign, "");
    const { exitCode, stderr } = await user.run(["--resume", job, "--yes"], { cwd });
    assert.equal(exitCode, 100, stderr);
    const { tasks } = await reportOf(cwd);
    assert.deepEqual(
      tasks.map(({ inputs: [name], code }) => [name, code]),
      [
        ["a.txt", "OutputDamaged"],
        ["w.txt", undefined],
      ],
    );
  });

  /** Replaces an output in blocks, so that storage has no MD5 of it. */
  const replaceInBlocks = async (job: string, file: string, text: string): Promise<void> => {
    const output = containerClient(cloud.outputs, "output");
    for await (const { name } of output.listBlobsFlat({ prefix: `${job}/` })) {
      if (!name.endsWith(`/${file}`)) continue;
      const blob = output.getBlockBlobClient(name);
      const id = Buffer.from("block").toString("base64");
      await blob.stageBlock(id, text, text.length);
      await blob.commitBlockList([id]);
    }
  };
});

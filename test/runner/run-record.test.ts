import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { containerClient } from "../helpers/container-client.ts";
import { describeOnCloud } from "./on-cloud.ts";
import { filesOf, jobOf } from "./user.ts";

describeOnCloud("what became of a run", ({ cloud, user }) => {
  const detach = async (inputs: Readonly<Record<string, string>>): Promise<string> =>
    jobOf(await user.submit(inputs, ["--detach"]));

  const submitAgain = async (inputs: Readonly<Record<string, string>>): Promise<string> => {
    const cwd = await user.withInputs(inputs);
    return (await user.run(["probe", "--input", "in/*", "--yes"], { cwd })).stderr;
  };

  it("is kept by whoever watches it to its end, so that it is not run again", async () => {
    const inputs = { "a.txt": "watched", "b.txt": "watched too" };
    const job = await detach(inputs);
    const said = await user.command(["watch", job], { cwd: cloud.folder });
    assert.equal(said.exitCode, 0, said.stderr);
    assert.match(await submitAgain(inputs), /done by earlier runs: nothing has to run/);
  });

  it("is found out when the results of a run are fetched that ended with nobody there", async () => {
    const inputs = { "a.txt": "left alone" };
    const job = await detach(inputs);
    const cwd = await user.withInputs({});
    const fetched = () => user.command(["download", job], { cwd });
    while (!(await filesOf(cwd).catch(() => new Map())).has("report.json")) await fetched();
    assert.equal(JSON.parse((await filesOf(cwd)).get("report.json") ?? "").succeeded, 1);
    assert.match(await submitAgain(inputs), /nothing has to run/);
  });

  it("is found out when the failed tasks of such a run are to run again", async () => {
    const needed = join(cloud.folder, "needed");
    const job = await detach({ "a.txt": `need ${needed}`, "b.txt": "fine" });
    while (!/ended|finished/.test((await user.command(["status", job], { cwd: cloud.folder })).stdout));
    await writeFile(needed, "");
    const cwd = await user.withInputs({});
    const { exitCode, stderr } = await user.command(["retry", job, "--yes"], { cwd });
    assert.equal(exitCode, 0, stderr);
    assert.match(stderr, /probe: 1 task on 1 file/);
  });

  /** Comes in blocks. */
  const large = (text: string): string => text.repeat(300_000);

  it("is a failure where storage has something else than what the task wrote", async () => {
    const sign = join(cloud.folder, "sign");
    const left = await user.submit({ "a.txt": large("right"), "w.txt": `wait ${sign}` }, ["--timeout", "1s"]);
    const job = jobOf(left);
    const cwd = await user.withInputs({});
    const download = (words: readonly string[] = []) => user.command(["download", job, ...words], { cwd });
    while (!(await filesOf(cwd).catch(() => new Map())).has("a.txt.out")) await download();
    await replaceInBlocks(job, "a.txt.out", large("WRONG"));
    assert.match(
      (await download(["--out", "other"])).stderr,
      /Not in storage as their tasks wrote them, .*: a\.txt\.out\n/,
    );
    await writeFile(sign, "");
    const { exitCode, stderr } = await user.run(["--resume", job, "--yes"], { cwd });
    assert.equal(exitCode, 100, stderr);
    assert.match(stderr, /1 task failed: a\.txt\.out is not in storage as the task wrote it/);
  });

  /** Storage has no MD5 of a blob of blocks. */
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

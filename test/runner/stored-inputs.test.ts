import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { defineWorkload, stored, type Workload } from "../../task/workload.ts";
import { containerClient } from "../helpers/container-client.ts";
import { until } from "../helpers/until.ts";
import { describeOnCloud } from "./on-cloud.ts";
import { filesOf, type Said } from "./user.ts";

type Run = Said & { readonly cwd: string };

describeOnCloud("inputs that are in storage already", ({ cloud, user }) => {
  const blob = (name: string) => containerClient(cloud.outputs, "input").getBlockBlobClient(name);
  const put = (name: string, text: string) => blob(name).upload(text, text.length);

  const copying = (prefix: string, command = 'cat "$1" > out'): Workload =>
    defineWorkload({
      description: "",
      command,
      inputs: stored(containerClient(cloud.outputs, "input").containerName, prefix),
      plan: ({ inputs }) =>
        inputs.map((file) => ({ name: file.name, inputs: [file], args: [file.name], outputs: ["out"] })),
    });

  const command = async (words: readonly string[], workload: Workload): Promise<Run> => {
    const cwd = await user.withInputs({});
    return { cwd, ...(await user.command(words, { cwd, world: { workloads: { mine: workload } } })) };
  };
  const submit = (workload: Workload, ...flags: readonly string[]): Promise<Run> =>
    command(["submit", "mine", ...flags], workload);
  const codes = ({ stdout }: Said): unknown[] =>
    stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line))
      .flatMap(({ event, code }) => (event === "task" ? [code] : []));

  it("fail their task if they change after the run was planned, for every command, even if changed back", async () => {
    const sign = join(await user.withInputs({}), "sign");
    await put("changing/a", "planned");
    const workload = copying("changing/", `until [ -e '${sign}' ]; do sleep 0.1; done; cat "$1" > out`);
    const { stderr } = await submit(workload, "--detach");
    const job = /Job (mine-\S+) on pool/.exec(stderr)?.[1] ?? assert.fail(stderr);
    await put("changing/a", "another");
    await put("changing/a", "planned");
    await writeFile(sign, "");
    await until(async () => /ended/.test((await command(["status", job], workload)).stdout));
    const exitCodes = [];
    for (const words of [["download"], ["watch"], ["submit", "--keep-job", "--resume"]])
      exitCodes.push((await command([...words, job], workload)).exitCode);
    assert.deepEqual(exitCodes, [100, 100, 100]);
    const resumed = await command(["submit", "--keep-job", "--json", "--resume", job], workload);
    assert.deepEqual(codes(resumed), ["InputChanged"]);
    assert.equal((await command(["retry", job, "--yes"], workload)).exitCode, 2);
    const again = await submit(workload);
    assert.equal(again.exitCode, 0, again.stderr);
    assert.doesNotMatch(again.stderr, /done by earlier runs/);
    assert.equal((await filesOf(again.cwd)).get("a/out"), "planned");
  });

  it("do no harm if they change after the run was finished", async () => {
    await put("later/a", "one");
    const workload = copying("later/");
    const { stderr } = await submit(workload, "--keep-job");
    const job = /Job (mine-\S+) on pool/.exec(stderr)?.[1] ?? assert.fail(stderr);
    await put("later/a", "two");
    const exitCodes = [];
    for (const words of [["download"], ["watch"], ["submit", "--keep-job", "--resume"]])
      exitCodes.push((await command([...words, job], workload)).exitCode);
    assert.deepEqual(exitCodes, [0, 0, 0]);
  });

  it("are the same when the same content is written again", async () => {
    await put("same/a", "same");
    assert.equal((await submit(copying("same/"))).exitCode, 0);
    await put("same/a", "same");
    assert.match((await submit(copying("same/"))).stderr, /done by earlier runs/);
  });

  it("are others when a page blob is written, which keeps its MD5", async () => {
    const page = containerClient(cloud.outputs, "input").getPageBlobClient("pages/a");
    const text = (letter: string): Buffer => Buffer.alloc(512, letter);
    const blobContentMD5 = createHash("md5").update(text("a")).digest();
    await page.create(512, { blobHTTPHeaders: { blobContentMD5 } });
    await page.uploadPages(text("a"), 0, 512);
    const first = await submit(copying("pages/"));
    assert.equal(first.exitCode, 0, first.stderr);
    await page.uploadPages(text("b"), 0, 512);
    const second = await submit(copying("pages/"));
    assert.equal((await filesOf(second.cwd)).get("a/out"), text("b").toString());
  });
});

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { defineWorkload, stored, type Workload } from "../../../task/workload.ts";
import { containerClient } from "../../helpers/container-client.ts";
import { until } from "../../helpers/until.ts";
import { describeOnCloud } from "../on-cloud.ts";
import { type CommandOutput, countsOf, eventOf, filesOf, jobOf, reportOf } from "../user.ts";

type Run = CommandOutput & { readonly cwd: string };

describeOnCloud("stored inputs", ({ cloud, user }) => {
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
    return { cwd, ...(await user.command(words, { cwd, context: { workloads: { mine: workload } } })) };
  };
  const submit = (workload: Workload, ...flags: readonly string[]): Promise<Run> =>
    command(["submit", "mine", ...flags], workload);
  it("fail their task with InputChanged if written after planning, even with the old content", async () => {
    const sign = join(await user.withInputs({}), "sign");
    await put("changing/a", "planned");
    const workload = copying("changing/", `until [ -e '${sign}' ]; do sleep 0.1; done; cat "$1" > out`);
    const job = jobOf(await submit(workload, "--detach"));
    await put("changing/a", "another");
    await put("changing/a", "planned");
    await writeFile(sign, "");
    await until(async () => (await user.statusOf(job)).state === "ended");
    const exitCodes = [];
    for (const words of [["download"], ["watch"], ["submit", "--keep-job", "--resume"]])
      exitCodes.push((await command([...words, job], workload)).exitCode);
    assert.deepEqual(exitCodes, [100, 100, 100]);
    const resumed = await command(["submit", "--keep-job", "--json", "--resume", job], workload);
    assert.equal(eventOf(resumed, "task").code, "InputChanged");
    const retried = await command(["retry", job, "--yes"], workload);
    assert.deepEqual([retried.exitCode, retried.code], [2, "InputChanged"]);
    const again = await submit(workload);
    assert.equal(again.exitCode, 0, again.stderr);
    assert.deepEqual(countsOf(await reportOf(again.cwd)), [1, 0, 0]);
    assert.equal((await filesOf(again.cwd)).get("a/out"), "planned");
  });

  it("may change after the run has finished", async () => {
    await put("later/a", "one");
    const workload = copying("later/");
    const job = jobOf(await submit(workload, "--keep-job"));
    await put("later/a", "two");
    const exitCodes = [];
    for (const words of [["download"], ["watch"], ["submit", "--keep-job", "--resume"]])
      exitCodes.push((await command([...words, job], workload)).exitCode);
    assert.deepEqual(exitCodes, [0, 0, 0]);
  });

  it("are not run again if the same content is written again", async () => {
    await put("same/a", "same");
    assert.equal((await submit(copying("same/"))).exitCode, 0);
    await put("same/a", "same");
    assert.deepEqual(countsOf(await reportOf((await submit(copying("same/"))).cwd)), [1, 0, 1]);
  });

  it("are run again if a page blob is written, although it keeps its MD5", async () => {
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

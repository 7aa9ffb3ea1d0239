import assert from "node:assert/strict";
import type { BlockBlobClient } from "@azure/storage-blob";
import { type Clock, systemClock } from "../../../runner/clock.ts";
import { defineWorkload } from "../../../task/workload.ts";
import { containerClient } from "../../helpers/container-client.ts";
import { until } from "../../helpers/until.ts";
import { describeOnCloud } from "../on-cloud.ts";
import { type CommandOutput, eventOf, jobOf } from "../user.ts";

const sh = defineWorkload({
  description: "sh",
  command: 'eval "$1"',
  plan: ({ args }) => [{ name: "t", args: [args[0]!], outputs: args.slice(1) }],
});

/** Shortens the wait before damaged content is read a second time. */
const quick: Clock = { ...systemClock, sleep: (ms, signal) => systemClock.sleep(Math.min(ms, 20), signal) };
const context = { workloads: { sh }, clock: quick };

/** Changes blobs of a task that has ended, by their paths in the task's folder. */
type Damage = (blob: (path: string) => BlockBlobClient) => Promise<unknown>;

const inBlocks = async (blob: BlockBlobClient, text: string): Promise<void> => {
  const id = Buffer.from("block").toString("base64");
  await blob.stageBlock(id, text, text.length);
  await blob.commitBlockList([id]);
};

const large = (text: string): string => text.repeat(300_000);

const cases: Readonly<Record<string, { readonly code?: string; readonly damage: Damage }>> = {
  "is as the task wrote it": { damage: async () => {} },
  "was overwritten": { code: "OutputDamaged", damage: (blob) => blob("out/small").upload("WRONG", 5) },
  "was overwritten, without an MD5": {
    code: "OutputDamaged",
    damage: (blob) => inBlocks(blob("out/small"), "WRONG"),
  },
  "is large and was overwritten, without an MD5": {
    code: "OutputDamaged",
    damage: (blob) => inBlocks(blob("out/large"), large("WRONG")),
  },
  "was truncated": { code: "OutputDamaged", damage: (blob) => blob("out/large").upload("right", 5) },
  "was deleted": { code: "OutputMissing", damage: (blob) => blob("out/small").delete() },
  "is present, but its recorded hash was deleted": {
    code: "OutputMissing",
    damage: (blob) => blob(".batch-hashes").delete(),
  },
  "has a file next to it that the task did not write": {
    damage: (blob) => blob("out/extra").upload("extra", 5),
  },
  "was rewritten with the same content": { damage: (blob) => inBlocks(blob("out/small"), "right") },
};

describeOnCloud("result of a run whose output", ({ cloud, user }) => {
  const script = (title: string): string[] => [
    `mkdir out; printf right > out/small; head -c 1500000 /dev/zero | tr '\\0' r > out/large; : '${title}'`,
    "out/",
  ];
  const submitWords = (title: string, flags: readonly string[]): string[] => [
    ...["sh", ...flags, "--"],
    ...script(title),
  ];

  const command = async (words: readonly string[]): Promise<CommandOutput> =>
    user.command(words, { cwd: await user.withInputs({}), context });

  const start = async (title: string): Promise<string> =>
    jobOf(await command(["submit", ...submitWords(title, ["--detach", "--force"])]));

  const hasEnded = async (job: string): Promise<boolean> =>
    ["ended", "succeeded"].includes((await user.statusOf(job)).state);

  const spoil = async (job: string, damage: Damage): Promise<void> => {
    const output = containerClient(cloud.outputs, "output");
    const names = [];
    for await (const { name } of output.listBlobsFlat({ prefix: `${job}/` })) names.push(name);
    const folder = names[0]?.split("/").slice(0, 2).join("/");
    await damage((path) => output.getBlockBlobClient(`${folder}/${path}`));
  };

  /** Exit codes by command, each run in an empty folder. */
  const verdicts = async (job: string): Promise<Record<string, number>> => ({
    download: (await command(["download", job])).exitCode,
    watch: (await command(["watch", job])).exitCode,
    resume: (await command(["submit", "--resume", job, "--keep-job"])).exitCode,
  });

  const codeOf = async (job: string): Promise<string | undefined> =>
    eventOf(await command(["submit", "--resume", job, "--keep-job", "--json"]), "task").code;

  for (const [title, { code, damage }] of Object.entries(cases)) {
    const expected = code === undefined ? 0 : 100;
    const all = { download: expected, watch: expected, resume: expected };

    it(`${title} is the same for every command: ${code ?? "success"}`, async () => {
      const [unfinished, finished] = [await start(`${title} 1`), await start(`${title} 2`)];
      for (const job of [unfinished, finished]) await until(() => hasEnded(job));
      assert.equal((await command(["watch", finished])).exitCode, 0);
      for (const job of [unfinished, finished]) {
        await spoil(job, damage);
        assert.deepEqual(await verdicts(job), all);
        assert.equal(await codeOf(job), code);
      }
      const planned = await command(["submit", ...submitWords(`${title} 2`, ["--dry-run", "--json"])]);
      assert.equal(eventOf(planned, "estimated").cached, code === undefined ? 1 : 0);
      const retried = await command(["retry", finished, "--yes"]);
      const outcome = code === undefined ? [2, "NoFailedTasks"] : [0, undefined];
      assert.deepEqual([retried.exitCode, retried.code], outcome, retried.stderr);
    });
  }
});

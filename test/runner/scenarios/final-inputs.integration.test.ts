import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { packLines, unpackLines } from "../../../runner/storage/packed-lines.ts";
import { defineWorkload, outputOf, type TaskPlan, type Workload } from "../../../task/workload.ts";
import { containerClient } from "../../helpers/container-client.ts";
import { until } from "../../helpers/until.ts";
import { describeOnCloud } from "../on-cloud.ts";
import { type CommandOutput, countsOf, eventOf, eventsOf, filesOf, jobOf, reportOf } from "../user.ts";

type Run = CommandOutput & { readonly cwd: string };

describeOnCloud("results of inputs that changed later", ({ cloud, user }) => {
  const marker = async (): Promise<string> => join(await user.withInputs({}), "marker");

  /** `a` writes half of its output and fails until the marker is there; `b` copies it, `c` copies that. */
  const chain = (mended: string, others: readonly TaskPlan[] = []): Workload =>
    defineWorkload({
      description: "",
      command: "cp in out",
      plan: () => {
        const command = `printf half > out; [ -e '${mended}' ] || exit 7; printf whole > out`;
        const a: TaskPlan = { name: "a", command, outputs: ["out"], ifFails: "continue" };
        const b: TaskPlan = { name: "b", inputs: [outputOf(a, "out", "in")], outputs: ["out"] };
        const c: TaskPlan = { name: "c", inputs: [outputOf(b, "out", "in")], outputs: ["out"] };
        return [a, b, c, ...others];
      },
    });

  const command = async (words: readonly string[], workload: Workload): Promise<Run> => {
    const cwd = await user.withInputs({});
    return { cwd, ...(await user.command(words, { cwd, context: { workloads: { mine: workload } } })) };
  };
  const submit = (workload: Workload, ...flags: readonly string[]): Promise<Run> =>
    command(["submit", "mine", "--yes", ...flags], workload);

  const results = async ({ cwd }: Run): Promise<(string | undefined)[]> => {
    const files = await filesOf(cwd);
    return ["a/out", "b/out", "c/out"].map((path) => files.get(path));
  };
  /** Waits until this many tasks have succeeded, as Batch counts them. */
  const untilSucceeded = async (job: string, count: number): Promise<void> => {
    await until(async () => (await user.statusOf(job)).counts.succeeded === count);
  };

  it("are not reused once the failed task succeeds", async () => {
    const mended = await marker();
    const workload = chain(mended);
    const half = await submit(workload);
    assert.equal(half.exitCode, 100, half.stderr);
    assert.deepEqual(await results(half), ["half", "half", "half"]);
    await writeFile(mended, "");
    const whole = await submit(workload);
    assert.equal(whole.exitCode, 0, whole.stderr);
    assert.deepEqual(await results(whole), ["whole", "whole", "whole"]);
    assert.deepEqual(countsOf(await reportOf((await submit(workload)).cwd)), [3, 0, 3]);
  });

  it("are replaced by retry once the failed task succeeds", async () => {
    const mended = await marker();
    const workload = chain(mended);
    const job = jobOf(await submit(workload));
    await writeFile(mended, "");
    const whole = await command(["retry", job, "--yes"], workload);
    assert.equal(whole.exitCode, 0, whole.stderr);
    assert.deepEqual(await results(whole), ["whole", "whole", "whole"]);
  });

  it("fail with InputStale if the failed task ran again after them, in every command", async () => {
    const [mended, sign] = [await marker(), await marker()];
    const workload = chain(mended, [{ name: "w", command: `until [ -e '${sign}' ]; do sleep 0.1; done` }]);
    const job = jobOf(await submit(workload, "--detach"));
    await untilSucceeded(job, 2);
    await writeFile(mended, "");
    await command(["retry", job, "--detach"], workload);
    await untilSucceeded(job, 3);
    await writeFile(sign, "");
    const resumed = await command(["submit", "--resume", job, "--keep-job", "--json"], workload);
    const last = eventsOf(resumed).flatMap((event) =>
      event.event === "task" ? [[event.name, event.code] as const] : [],
    );
    assert.deepEqual(Object.fromEntries(last), {
      a: undefined,
      b: "InputStale",
      c: "InputStale",
      w: undefined,
    });
    const codes = [];
    for (const words of [
      ["watch", job],
      ["download", job],
    ])
      codes.push((await command(words, workload)).exitCode);
    assert.deepEqual([resumed.exitCode, ...codes], [100, 100, 100]);
    const whole = await submit(workload);
    assert.equal(whole.exitCode, 0, whole.stderr);
    assert.deepEqual(await results(whole), ["whole", "whole", "whole"]);
  });

  it("fail if storage had another content when the node read them, in every command", async () => {
    const sign = await marker();
    const workload = defineWorkload({
      description: "",
      command: "cp in out",
      plan: () => {
        const a: TaskPlan = { name: "a", command: "printf whole > out", outputs: ["out"] };
        const wait = `until [ -e '${sign}' ]; do sleep 0.1; done`;
        const w: TaskPlan = { name: "w", command: wait, after: [a] };
        const inputs = [outputOf(a, "out", "in")];
        const check: TaskPlan = { name: "check", inputs, command: "[ -s in ]", after: [w] };
        const b: TaskPlan = { name: "b", inputs, outputs: ["out"], after: [w] };
        const c: TaskPlan = { name: "c", inputs: [outputOf(b, "out", "in")], outputs: ["out"] };
        return [a, w, b, c, check];
      },
    });
    const job = jobOf(await submit(workload, "--detach"));
    await untilSucceeded(job, 1);
    const output = containerClient(cloud.outputs, "output");
    for await (const { name } of output.listBlobsFlat({ prefix: `${job}/a-` })) {
      if (!name.endsWith("/out")) continue;
      const blob = output.getBlockBlobClient(name);
      await blob.upload("other", 5);
      await writeFile(sign, "");
      await untilSucceeded(job, 5);
      await blob.upload("whole", 5);
    }
    const codes = [];
    for (const words of [
      ["download", job],
      ["watch", job],
      ["submit", "--resume", job],
    ])
      codes.push((await command(words, workload)).exitCode);
    assert.deepEqual(codes, [100, 100, 100]);
    const watched = eventOf(await command(["watch", job, "--json"], workload), "finished");
    assert.deepEqual([watched.succeeded, watched.failed], [2, 3]);
    const whole = await command(["retry", job, "--yes"], workload);
    assert.equal(whole.exitCode, 0, whole.stderr);
    assert.equal((await reportOf(whole.cwd)).cached, 2);
    assert.deepEqual(await results(whole), ["whole", "whole", "whole"]);
  });

  /** Rewrites the lines of the results indexes of the workload `mine`. */
  const changeIndexes = async (change: (line: object) => object): Promise<void> => {
    const application = containerClient(cloud.outputs, "application");
    for await (const { name } of application.listBlobsFlat({ prefix: "results/mine/" })) {
      const blob = application.getBlockBlobClient(name);
      const { readableStreamBody } = await blob.download();
      const lines = unpackLines((readableStreamBody ?? assert.fail()) as NodeJS.ReadableStream);
      const content = await packLines((await Array.fromAsync(lines)).map((line) => change(line as object)));
      await blob.upload(content, content.length);
    }
  };

  it("are not reused from an index without resultVersion, which an earlier version wrote", async () => {
    const mended = await marker();
    await writeFile(mended, "");
    const workload = chain(mended);
    assert.equal((await submit(workload)).exitCode, 0);
    await changeIndexes((line) => ({ ...line, resultVersion: undefined }));
    assert.deepEqual(countsOf(await reportOf((await submit(workload)).cwd)), [3, 0, 0]);
  });

  it("are not reused after a task whose own output is damaged", async () => {
    const mended = await marker();
    await writeFile(mended, "");
    const workload = chain(mended);
    const job = jobOf(await submit(workload));
    const output = containerClient(cloud.outputs, "output");
    for await (const { name } of output.listBlobsFlat({ prefix: `${job}/a-` }))
      if (name.endsWith("/out")) await output.getBlockBlobClient(name).upload("other", 5);
    const again = await submit(workload);
    assert.equal(again.exitCode, 0, again.stderr);
    assert.deepEqual(countsOf(await reportOf(again.cwd)), [3, 0, 0]);
    assert.deepEqual(await results(again), ["whole", "whole", "whole"]);
  });
});

import assert from "node:assert/strict";
import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { defineWorkload, matching, type Workload } from "../../../task/workload.ts";
import { containerClient } from "../../helpers/container-client.ts";
import { until } from "../../helpers/until.ts";
import { describeOnCloud } from "../on-cloud.ts";
import { type CommandOutput, eventsOf, jobOf } from "../user.ts";

const imagesBelow = async (folder: string): Promise<string[]> =>
  (await readdir(folder, { recursive: true })).filter((path) => path.endsWith(".png"));

/** Names of tasks whose outputs are matched by name only. */
const unverified = (said: CommandOutput): (string | undefined)[] =>
  eventsOf(said).flatMap((event) => (event.event === "task" && event.isUnverified ? [event.name] : []));

describeOnCloud("outputs of a retried task", ({ cloud, user }) => {
  /** Writes `x.png` and fails, until the marker is there; `w` keeps the job active. */
  const workload = (fixed: string, sign: string): Workload =>
    defineWorkload({
      description: "",
      command: `[ -e '${fixed}' ] || { echo old > x.png; exit 7; }; echo new > y.png`,
      plan: () => [
        { name: "none", command: `[ -e '${fixed}' ] || { echo old > x.png; exit 7; }`, outputs: [optional] },
        { name: "one", outputs: [optional] },
        { name: "w", command: `until [ -e '${sign}' ]; do sleep 0.1; done` },
      ],
    });
  const optional = matching("*.png", { isOptional: true });

  it("are those of the last attempt, even if it wrote none", async () => {
    const cwd = await user.withInputs({});
    const [fixed, sign] = [join(cwd, "fixed"), join(cwd, "sign")];
    const mine = workload(fixed, sign);
    const command = (...words: string[]): Promise<CommandOutput> =>
      user.command(words, { cwd, context: { workloads: { mine } } });
    const job = jobOf(await command("submit", "mine", "--detach"));
    await until(async () => (await user.statusOf(job)).counts.failed === 2);
    await writeFile(fixed, "");
    await command("retry", job, "--detach");
    await until(async () => (await user.statusOf(job)).counts.succeeded === 2);
    await writeFile(sign, "");
    const resumed = await command("submit", "--resume", job, "--keep-job", "--json", "--out", "resumed");
    const downloaded = await command("download", job, "--out", "downloaded");
    assert.deepEqual([resumed.exitCode, downloaded.exitCode], [0, 0], resumed.stderr);
    for (const out of ["resumed", "downloaded"])
      assert.deepEqual(await imagesBelow(join(cwd, out, job)), ["one/y.png"]);
    assert.deepEqual(unverified(resumed), []);
  });

  it("are matched by name if the node has no md5sum, and marked as unverified", async () => {
    const cwd = await user.withInputs({});
    const [fixed, sign] = [join(cwd, "fixed"), join(cwd, "sign")];
    for (const path of [fixed, sign]) await writeFile(path, "");
    const context = { workloads: { mine: workload(fixed, sign) } };
    const job = jobOf(await user.command(["submit", "mine", "--keep-job"], { cwd, context }));
    const output = containerClient(cloud.outputs, "output");
    for await (const { name } of output.listBlobsFlat({ prefix: `${job}/one-` })) {
      const blob = (path: string) => output.getBlockBlobClient(name.replace(/[^/]+$/, path));
      if (name.endsWith("/.batch-hashes")) await blob(".batch-hashes").upload("-  y.png\n", 9);
      if (name.endsWith("/y.png")) await blob("x.png").upload("old", 3);
    }
    const words = ["submit", "--resume", job, "--json", "--out", "new"];
    const resumed = await user.command(words, { cwd, context });
    assert.equal(resumed.exitCode, 0, resumed.stderr);
    assert.deepEqual(unverified(resumed), ["one"]);
    assert.deepEqual(await imagesBelow(join(cwd, "new", job)), ["one/y.png"]);
  });
});

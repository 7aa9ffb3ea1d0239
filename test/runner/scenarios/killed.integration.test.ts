import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { promisify } from "node:util";
import { stop } from "../../../local/lease.ts";
import type { JsonEvent } from "../../../runner/ui/events.ts";
import { topWords } from "../../helpers/example-workloads.ts";
import { eventOf, jobOf } from "../user.ts";

const project = join(import.meta.dirname, "../../..");
const inputs = 25;

describe("submit, ended by a signal", function () {
  this.timeout(60_000);
  let folder: string;
  let env: NodeJS.ProcessEnv;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "batch-test-"));
    env = { ...process.env, BATCH_LOCAL_DIR: join(folder, "local"), PULUMI_HOME: folder };
    for (let i = 0; i < inputs; i++) await writeFile(join(folder, `${i}.txt`), `text ${i}`);
  });
  after(async () => {
    await stop(join(folder, "local"));
    await rm(folder, { recursive: true, force: true });
  });

  const isStarted = ({ event }: JsonEvent): boolean => event === "started";
  const hasRunningTask = (event: JsonEvent): boolean =>
    event.event === "progress" && event.counts.running > 0;

  /** Submits and sends the runner a signal at the first event of this kind. */
  const signalAt = async (isMoment: (event: JsonEvent) => boolean, signal: NodeJS.Signals) => {
    const words = ["submit", topWords, "--force", "--json", "--input", "*.txt", "--out", "first"];
    const child = spawn(process.execPath, [join(project, "runner/cli/bin.mjs"), ...words], {
      cwd: folder,
      env,
    });
    const stderr = text(child.stderr);
    let isSent = false;
    let stdout = "";
    createInterface(child.stdout).on("line", (line) => {
      stdout += `${line}\n`;
      if (!isSent && isMoment(JSON.parse(line))) isSent = child.kill(signal);
    });
    const [exitCode, endedBy] = await once(child, "close");
    const said = { exitCode, endedBy, stdout, stderr: await stderr };
    return { ...said, job: jobOf(said) };
  };

  const run = (words: readonly string[], cwd = folder) =>
    promisify(execFile)(process.execPath, [join(project, "runner/cli/bin.mjs"), ...words], { cwd, env });

  for (const [when, isMoment] of [
    ["its job is started", isStarted],
    ["tasks run", hasRunningTask],
  ] as const) {
    it(`can be resumed from another folder by its job's id after SIGKILL when ${when}`, async () => {
      const { job, endedBy, stderr } = await signalAt(isMoment, "SIGKILL");
      assert.equal(endedBy, "SIGKILL", stderr);
      const elsewhere = await mkdtemp(join(folder, "elsewhere-"));
      const words = ["submit", "--resume", job, "--yes", "--out", elsewhere];
      const { stdout } = await run(words, elsewhere);
      const files = await readdir(join(elsewhere, job));
      assert.equal(files.filter((name) => name.endsWith("_OUTPUT.txt")).length, inputs);
      assert.equal(stdout.match(/\d+\.txt/g)?.length, inputs);
      const report = JSON.parse(await readFile(join(elsewhere, job, "report.json"), "utf8"));
      assert.deepEqual([report.succeeded, report.failed], [inputs, 0]);
    });
  }

  it("exits with 130 on SIGTERM and suggests to resume and to cancel; its job continues", async () => {
    const { job, exitCode, stderr } = await signalAt(hasRunningTask, "SIGTERM");
    assert.equal(exitCode, 130, stderr);
    for (const suggested of [`npx azbatch submit --resume ${job}`, `npx azbatch cancel ${job}`])
      assert(stderr.includes(suggested), stderr);
    const state = async () => eventOf(await run(["status", job, "--json"]), "status").state;
    const left = await state();
    assert(["waiting", "running", "ended"].includes(left), left);
    await run(["cancel", job, "--yes"]);
    const cancelled = await state();
    assert(["cancelled", "ended"].includes(cancelled), cancelled);
  });
});

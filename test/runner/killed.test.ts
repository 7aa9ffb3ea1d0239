import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { stop } from "../../local/lease.ts";

const project = join(import.meta.dirname, "../..");
const inputs = 25;

describe("submit that is killed", function () {
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

  /** Sends the program a signal once stderr shows this. */
  const signalAt = async (sign: RegExp, signal: NodeJS.Signals) => {
    const words = ["submit", "--force", "--input", "*.txt", "--out", "first"];
    const child = spawn(process.execPath, [join(project, "runner/bin.mjs"), ...words], { cwd: folder, env });
    let stderr = "";
    let isSent = false;
    child.stderr.on("data", (piece) => {
      stderr += String(piece);
      if (!isSent && sign.test(stderr)) isSent = child.kill(signal);
    });
    const [exitCode, endedBy] = await once(child, "close");
    const job = /Job (top-words-\S+)/.exec(stderr)?.[1] ?? assert.fail(stderr);
    return { exitCode, endedBy, stderr, job };
  };

  const run = (words: readonly string[], cwd = folder) =>
    promisify(execFile)(process.execPath, [join(project, "runner/bin.mjs"), ...words], { cwd, env });

  for (const [when, sign] of [
    ["its job has begun", /Job top-words/],
    ["tasks run", /running/],
  ] as const) {
    it(`is finished from another folder by its job's id, killed when ${when}`, async () => {
      const { job, endedBy, stderr } = await signalAt(sign, "SIGKILL");
      assert.equal(endedBy, "SIGKILL", stderr);
      const elsewhere = await mkdtemp(join(folder, "elsewhere-"));
      const words = ["submit", "--resume", job, "--yes", "--out", elsewhere];
      const { stdout } = await run(words, elsewhere);
      const files = await readdir(join(elsewhere, job));
      assert.equal(files.filter((name) => name.endsWith("_OUTPUT.txt")).length, inputs);
      assert.equal(stdout.match(/\d+\.txt/g)?.length, inputs);
    });
  }

  it("leaves the job alone on SIGTERM, at once, and says how to come back and how to cancel", async () => {
    const { job, exitCode, stderr } = await signalAt(/running/, "SIGTERM");
    assert.equal(exitCode, 130, stderr);
    assert.match(
      stderr,
      /Interrupted\nThe job goes on\. To come back to it: (.*)\nTo cancel it: npm run cancel -- top-words-\S+\n$/,
    );
    const { stdout } = await run(["status", job, "--json"]);
    assert.match(stdout, /"state":"(waiting|running|ended)"/);
    const cancelled = await run(["cancel", job, "--yes"]);
    assert.match(cancelled.stderr, /Cancelled job|has ended already/);
  });
});

import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const project = join(import.meta.dirname, "../..");
const inputs = 25;

describe("submit that is killed", function () {
  this.timeout(60_000);
  let folder: string;
  let env: NodeJS.ProcessEnv;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "batch-test-"));
    const { PULUMI_STACK: _, ...inherited } = process.env;
    env = { ...inherited, BATCH_LOCAL_DIR: join(folder, "local"), PULUMI_HOME: folder };
    for (let i = 0; i < inputs; i++) await writeFile(join(folder, `${i}.txt`), `text ${i}`);
  });
  after(async () => {
    await promisify(execFile)(process.execPath, [join(project, "local/cli.ts"), "stop"], { env });
    await rm(folder, { recursive: true, force: true });
  });

  /** Kills the program once stderr shows this; the id of its job. */
  const killAt = async (sign: RegExp): Promise<string> => {
    const words = ["submit", "--input", "*.txt", "--out", "first"];
    const child = spawn(process.execPath, [join(project, "runner/bin.mjs"), ...words], { cwd: folder, env });
    let stderr = "";
    child.stderr.on("data", (piece) => {
      stderr += String(piece);
      if (sign.test(stderr)) child.kill("SIGKILL");
    });
    const [, signal] = await once(child, "close");
    assert.equal(signal, "SIGKILL", stderr);
    return /Job (top-words-\S+)/.exec(stderr)?.[1] ?? assert.fail(stderr);
  };

  for (const [when, sign] of [
    ["its job has begun", /Job top-words/],
    ["tasks run", /running/],
  ] as const) {
    it(`is finished from another folder by its job's id, killed when ${when}`, async () => {
      const job = await killAt(sign);
      const elsewhere = await mkdtemp(join(folder, "elsewhere-"));
      const words = ["submit", "--resume", job, "--yes", "--out", elsewhere];
      const { stdout } = await promisify(execFile)(
        process.execPath,
        [join(project, "runner/bin.mjs"), ...words],
        {
          cwd: elsewhere,
          env,
        },
      );
      const files = await readdir(join(elsewhere, job));
      assert.equal(files.filter((name) => name.endsWith("_OUTPUT.txt")).length, inputs);
      assert.equal(stdout.match(/\d+\.txt/g)?.length, inputs);
    });
  }
});

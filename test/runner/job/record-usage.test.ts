import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { readdir, readFile, readlink } from "node:fs/promises";
import { availableParallelism, totalmem } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { attempts, cleanSetting } from "../../../runner/job/attempts.ts";
import { beginRecord, endRecord, usageSetting } from "../../../runner/job/record-usage.ts";
import type { Retries } from "../../../runner/manifest/manifest.ts";
import { parseUsage } from "../../../runner/results/usage-record.ts";
import { withTemporaryFolder } from "../../helpers/temporary-folder.ts";
import { until } from "../../helpers/until.ts";

const mib = 1024 * 1024;

const settings = Object.fromEntries([cleanSetting, usageSetting].map(({ name, value }) => [name, value]));

const scriptOf = (program: string, retries?: Retries): string =>
  [beginRecord, attempts(program, retries), endRecord, 'exit "$code"'].join("; ");

const readRecord = async (folder: string) => parseUsage(await readFile(join(folder, ".batch-usage"), "utf8"));

interface Ran {
  readonly code: number;
  readonly output: string;
  readonly record: ReturnType<typeof parseUsage>;
}

const run = (program: string, { env = {}, retries }: { env?: NodeJS.ProcessEnv; retries?: Retries } = {}) =>
  withTemporaryFolder(async (cwd): Promise<Ran> => {
    const options = { cwd, env: { ...process.env, ...settings, ...env } };
    const bash = promisify(execFile)("/bin/bash", ["-c", scriptOf(program, retries)], options);
    const ended = await bash.catch((error) => error);
    return {
      code: ended.code ?? 0,
      output: ended.stdout + ended.stderr,
      record: await readRecord(cwd),
    };
  });

/** Python program with two processes that share 80 MiB, and the second has 20 MiB more. */
const sharing = `python3 -c '${[
  "import os, time",
  `shared = bytearray(b"x") * ${80 * mib}`,
  "isParent = os.fork() > 0",
  `own = b"" if isParent else bytearray(b"x") * ${20 * mib}`,
  "time.sleep(0.7)",
].join("\n")}'`;

/** Ids of processes whose working directory is this folder. */
const processesIn = async (folder: string): Promise<string[]> => {
  const ids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const folders = await Promise.all(ids.map((id) => readlink(`/proc/${id}/cwd`).catch(() => undefined)));
  return ids.filter((_, index) => folders[index] === folder);
};

describe("job/record-usage", () => {
  it("records each attempt, and the node", async () => {
    const before = Date.now();
    const { code, record } = await run("/bin/bash -c 'exit 3'", { retries: { max: 1 } });
    assert.equal(code, 3);
    assert.deepEqual(
      record.attempts.map(({ exitCode }) => exitCode),
      [3, 3],
    );
    const moments = record.attempts.flatMap(({ startMs, endMs = 0 }) => [startMs, endMs]);
    assert.deepEqual(
      moments,
      moments.toSorted((a, b) => a - b),
    );
    assert((moments[0] ?? 0) >= before && (moments.at(-1) ?? 0) <= Date.now());
    // A container may be limited to less.
    const { nodeBytes = 0, nodeCores = 0 } = record.usage;
    assert(nodeBytes > 0 && nodeBytes <= totalmem(), String(nodeBytes));
    assert.equal(nodeCores, availableParallelism());
  });

  it("counts memory that processes share once", async () => {
    const { record } = await run(sharing);
    const peak = (record.usage.peakBytes ?? 0) / mib;
    assert(peak > 110 && peak < 150, `${peak} MiB`);
  });

  it("sums the CPU time of all processes of all attempts", async () => {
    const busy = "import time\nwhile time.process_time() < 0.15: pass";
    const { record } = await run(
      `/bin/bash -c 'python3 -c "$1" & python3 -c "$1"; wait; exit 1' - '${busy}'`,
      {
        retries: { max: 1 },
      },
    );
    const { cpuSeconds = 0 } = record.usage;
    assert(cpuSeconds >= 0.6 && cpuSeconds < 3, `${cpuSeconds} s`);
  });

  it("needs no programs, and adds nothing to the output", async () => {
    const env = { PATH: "/nowhere", [cleanSetting.name]: ":" };
    const { code, output, record } = await run("/bin/bash -c 'echo said; read -t 0.2 < <(/bin/sleep 1)'", {
      env,
    });
    assert.deepEqual([code, output], [142, "said\n"]);
    assert.equal(record.attempts[0]?.exitCode, 142);
    assert(record.usage.peakBytes !== undefined && record.usage.cpuSeconds !== undefined);
  });

  for (const signal of ["SIGKILL", "SIGTERM"] as const)
    it(`leaves what it has when the task is ended by ${signal}, and no process`, () =>
      withTemporaryFolder(async (cwd) => {
        const script = scriptOf("/bin/sleep 60");
        const env = { ...process.env, ...settings };
        const bash = spawn("/bin/bash", ["-c", script], { cwd, env, detached: true, stdio: "ignore" });
        await until(
          async () => (await readRecord(cwd).catch(() => undefined))?.usage.peakBytes !== undefined,
        );
        // The sampler is left to end without a signal.
        bash.kill(signal);
        await once(bash, "exit");
        for (const id of await processesIn(cwd))
          if ((await readFile(`/proc/${id}/comm`, "utf8").catch(() => "")) === "sleep\n")
            process.kill(Number(id));
        await until(async () => (await processesIn(cwd)).length === 0);
        const [attempt, ...more] = (await readRecord(cwd)).attempts;
        assert.deepEqual([attempt?.endMs, more], [undefined, []]);
      }));

  it("finds descendants by the lists of children that most kernels have", () =>
    withTemporaryFolder(async (proc) => {
      const children = (id: string, list: string): string =>
        `mkdir -p "${proc}/${id}/task/${id}"; printf %s "${list}" > "${proc}/${id}/task/${id}/children"`;
      const script = [
        ...[children("$$", "11 12 "), children("11", "13 "), children("12", ""), children("13", "14 15 ")],
        `mkdir -p "${proc}/11/task/111"; printf %s "16 " > "${proc}/11/task/111/children"`,
        settings[usageSetting.name]?.replaceAll("/proc/", `${proc}/`),
        'list_processes; echo "${pids[@]}"',
      ].join("\n");
      const { stdout } = await promisify(execFile)("/bin/bash", ["-c", script], { cwd: proc });
      assert.deepEqual(stdout.trim().split(" ").sort(), ["11", "12", "13", "14", "15", "16"]);
    }));
});

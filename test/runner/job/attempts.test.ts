import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { chown, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { attempts, beforeAttempts, cleanSetting } from "../../../runner/job/attempts.ts";
import { beginRecord, usageSetting } from "../../../runner/job/record-usage.ts";
import type { Retries } from "../../../runner/manifest/manifest.ts";
import { withTemporaryFolder } from "../../helpers/temporary-folder.ts";

const env = {
  ...process.env,
  ...Object.fromEntries([cleanSetting, usageSetting].map(({ name, value }) => [name, value])),
};

const bash = (script: string, cwd: string, uid?: number): Promise<number> =>
  promisify(execFile)("/bin/bash", ["-c", `${beginRecord}; ${script}`], { cwd, env, uid }).then(
    () => 0,
    ({ code }: { code: number }) => code,
  );

/** Runs a program whose attempts end with these exit codes. Returns the script's exit code and the number of attempts. */
const runs = (codes: readonly number[], retries: Retries) =>
  withTemporaryFolder(async (folder) => {
    const cwd = join(folder, "wd");
    await mkdir(cwd);
    const program = `/bin/bash -c 'echo >> ../ran; set -- ${codes.join(" ")}; shift $(($(wc -l < ../ran) - 1)); exit $1'`;
    const code = await bash(`${attempts(program, retries)}; exit $code`, cwd);
    return [code, (await readFile(join(folder, "ran"), "utf8")).length];
  });

describe("job/attempts", () => {
  const cases: readonly (readonly [string, readonly number[], Retries, readonly number[]])[] = [
    ["retries until the program succeeds", [1, 2, 0, 9], { max: 5 }, [0, 3]],
    ["stops after the last attempt", [1, 2, 3, 0], { max: 2 }, [3, 3]],
    ["retries only exit codes of on", [75, 2, 0], { max: 5, on: [75, 111] }, [2, 2]],
    ["doesn't retry exit codes of notOn", [1, 64, 0], { max: 5, notOn: [64, 65] }, [64, 2]],
    ["retries no exit code if on is empty", [1, 0], { max: 5, on: [] }, [1, 1]],
  ];
  for (const [name, codes, retries, expected] of cases)
    it(name, async () => assert.deepEqual(await runs(codes, retries), expected));

  it("runs each attempt with only the staged files, also after Batch restarts the task", () =>
    withTemporaryFolder(async (folder) => {
      await mkdir(join(folder, "deep"));
      for (const name of ["in.txt", "deep/in [1].txt"]) await writeFile(join(folder, name), name);
      const messy = "/bin/bash -c 'mkdir -p deep/er; touch .dot deep/er/file \"with blank\"; exit 1'";
      assert.equal(await bash(`${attempts(messy, undefined)}; exit $code`, folder), 1);
      assert.equal(await bash(`${attempts("/bin/bash -c 'exit 7'", undefined)}; exit $code`, folder), 7);
      const left = await readdir(folder, { recursive: true });
      assert.deepEqual(left.sort(), [".batch-staged", ".batch-usage", "deep", "deep/in [1].txt", "in.txt"]);
    }));

  it("stages files by a command once per start of the task", () =>
    withTemporaryFolder(async (folder) => {
      const cwd = join(folder, "wd");
      await mkdir(cwd);
      const stage = beforeAttempts("echo >> ../staged; mkdir -p in; echo first > in/a.txt");
      const spoil =
        "echo changed > in/a.txt; touch left; test $(grep -c start .batch-usage) = 1 || { rm -r in; touch in; }";
      const program = `/bin/bash -c 'cat in/a.txt >> ../read; ls >> ../read; ${spoil}; exit 1'`;
      const script = `${stage}; ${attempts(program, { max: 1 })}; exit $code`;
      for (const _ of ["first start", "restart on the same node"]) await bash(script, cwd);
      const read = await readFile(join(folder, "read"), "utf8");
      assert.equal(read, "first\nin\nchanged\nin\n".repeat(2));
      assert.equal((await readFile(join(folder, "staged"), "utf8")).length, 2);
    }));

  it("removes files in folders that the last attempt made read-only", () =>
    withTemporaryFolder(async (folder) => {
      // Root ignores the mode.
      const uid = process.getuid?.() === 0 ? 65_534 : undefined;
      if (uid !== undefined) await chown(folder, uid, uid);
      const closing =
        "/bin/bash -c 'mkdir -p go/mod; touch go/mod/file; chmod 555 go/mod; chmod 0 go; exit 1'";
      for (const program of [closing, "true"])
        await bash(`${attempts(program, undefined)}; exit $code`, folder, uid);
      assert.deepEqual((await readdir(folder)).sort(), [".batch-staged", ".batch-usage"]);
    }));
});

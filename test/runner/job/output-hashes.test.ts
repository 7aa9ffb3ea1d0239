import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { cleanSetting } from "../../../runner/job/attempts.ts";
import { outputsSetting, readHashes } from "../../../runner/job/output-hashes.ts";
import { usageSetting } from "../../../runner/job/record-usage.ts";
import { taskScript } from "../../../runner/job/task-script.ts";
import type { ManifestTask } from "../../../runner/manifest/manifest.ts";
import { hashesFile } from "../../../runner/manifest/reserved-names.ts";
import { withTemporaryFolder } from "../../helpers/temporary-folder.ts";

const files = [
  "plain.txt",
  "with blank.txt",
  "it's [1] $(x) ü.txt",
  "-n",
  "deep/a.png",
  "deep/er/b.png",
  "c.txt",
];

interface Ran {
  readonly code: number;
  readonly stderr: string;
  readonly hashes: string | undefined;
}

/** Runs a task's script in a folder with these files, with the environment that a node sets. */
const runTask = (task: Partial<ManifestTask>, env: NodeJS.ProcessEnv = {}): Promise<Ran> =>
  withTemporaryFolder(async (folder) => {
    const wd = join(folder, "wd");
    for (const file of files) {
      await mkdir(dirname(join(wd, file)), { recursive: true });
      await writeFile(join(wd, file), file);
    }
    const whole = { id: "t", inputs: [], args: [], outputs: [], command: "true", ...task };
    const script = taskScript(whole, { workload: "test", codeSha256: "0" }, { nodePath: "node" });
    const settings = Object.fromEntries(
      [cleanSetting, outputsSetting, usageSetting].map(({ name, value }) => [name, value]),
    );
    const options = { cwd: wd, env: { ...process.env, ...settings, ...env } };
    const said = await promisify(execFile)("/bin/bash", ["-c", script], options).catch((error) => error);
    const hashes = await readFile(join(wd, hashesFile), "utf8").catch(() => undefined);
    return { code: said.code ?? 0, stderr: said.stderr, hashes };
  });

const which = async (program: string): Promise<string> =>
  (await promisify(execFile)("/bin/sh", ["-c", `command -v ${program}`])).stdout.trim();

const linesOf = (...paths: readonly string[]): string =>
  paths.map((path) => `${createHash("md5").update(path).digest("hex")}  ${path}\n`).join("");

describe("job/output-hashes", () => {
  it("writes the hashes of outputs with any name", async () => {
    const outputs = ["plain.txt", "with blank.txt", "it's [1] $(x) ü.txt", "-n"];
    const { code, stderr, hashes } = await runTask({ outputs });
    assert.deepEqual([code, stderr, hashes], [0, "", linesOf(...outputs)]);
  });

  it("writes the hashes of files that match a pattern, at any depth, and of no others", async () => {
    const patterns = ["deep/**/*", "*.tx[st]"].map((pattern) => ({ pattern, isOptional: false }));
    const { hashes = "" } = await runTask({ patterns });
    const expected = [
      "deep/a.png",
      "deep/er/b.png",
      "plain.txt",
      "with blank.txt",
      "c.txt",
      "it's [1] $(x) ü.txt",
    ];
    assert.deepEqual(
      hashes.split("\n").sort(),
      linesOf(...expected)
        .split("\n")
        .sort(),
    );
  });

  it("changes neither stderr nor exit code of a failed task", async () => {
    const failed = await runTask({ outputs: ["plain.txt"], command: "echo no >&2; exit 7" });
    assert.deepEqual([failed.code, failed.stderr, failed.hashes], [7, "no\n", undefined]);
    const killed = await runTask({ outputs: ["plain.txt"], command: "kill -SEGV $$", retries: { max: 1 } });
    assert.equal(killed.code, 139);
    assert.equal(
      killed.stderr,
      "attempt 1 of 2 ended with exit code 139\nattempt 2 of 2 ended with exit code 139\n",
    );
  });

  it("omits nothing of a task with a pattern and without outputs", async () => {
    const { hashes } = await runTask({
      patterns: [
        { pattern: "deep/*-1.png", isOptional: true },
        { pattern: "c.t?t", isOptional: false },
      ],
    });
    assert.equal(hashes, linesOf("c.txt"));
    assert.equal((await runTask({})).hashes, undefined);
  });

  it("lists paths without hashes on a node without md5sum", () =>
    withTemporaryFolder(async (bin) => {
      // At SHLVL 1, a bash whose stdin is a socket reads .bashrc, which needs other programs.
      for (const program of ["bash", "env", "find", "head", "mv", "readlink", "xargs"])
        await symlink(await which(program), join(bin, program));
      const { code, stderr, hashes } = await runTask({ outputs: ["plain.txt"] }, { PATH: bin, SHLVL: "2" });
      assert.deepEqual([code, stderr, hashes], [0, "", "-  plain.txt\n"]);
    }));

  describe("readHashes", () => {
    const md5 = "0123456789abcdef".repeat(2);
    const read = async (text: string | undefined, file?: string) => {
      const asked: string[] = [];
      const container = {
        read: async (name: string) => {
          asked.push(name);
          return text === undefined ? undefined : Buffer.from(text);
        },
      };
      const hashes = await readHashes({ container, folder: "j/t", file });
      return { asked, hashes: hashes && [...hashes] };
    };

    it("reads hashes by path, of text and binary files", async () => {
      const lines = `${md5}  a b.txt\n${md5} *./d/é\n-  c\n`;
      assert.deepEqual(await read(lines), {
        asked: ["j/t/.batch-hashes"],
        hashes: [
          ["a b.txt", md5],
          ["d/é", md5],
          ["c", undefined],
        ],
      });
    });

    it("ignores other lines", async () => {
      const lines = [
        "",
        "x",
        `${md5}`,
        `${md5}  `,
        `x${md5}  a`,
        `${md5.slice(1)}  a`,
        `${"g".repeat(32)}  a`,
        `${md5}--a`,
      ];
      assert.deepEqual((await read(lines.join("\n"))).hashes, []);
    });

    it("reads another list, and returns undefined without one", async () => {
      assert.deepEqual(await read(undefined, ".batch-read"), {
        asked: ["j/t/.batch-read"],
        hashes: undefined,
      });
      assert.deepEqual((await read("")).hashes, []);
    });
  });
});

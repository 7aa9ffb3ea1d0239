import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { cleanSetting } from "../../../runner/job/attempts.ts";
import { outputsSetting } from "../../../runner/job/output-hashes.ts";
import { usageSetting } from "../../../runner/job/record-usage.ts";
import { taskScript } from "../../../runner/job/task-script.ts";
import { hashesFile } from "../../../runner/manifest/reserved-names.ts";
import { planTask } from "../../../runner/plan/plan-task.ts";
import { matching, type TaskPlan } from "../../../task/workload.ts";
import { withTemporaryFolder } from "../../helpers/temporary-folder.ts";

interface Ran {
  readonly code: number;
  readonly stderr: string;
  /** Paths in `.batch-hashes`. */
  readonly listed: readonly string[];
}

/** Runs the script of a task with these outputs, as its node does. */
const runTask = (command: string, outputs: TaskPlan["outputs"]): Promise<Ran> =>
  withTemporaryFolder(async (node) => {
    const wd = join(node, "task", "wd");
    await mkdir(wd, { recursive: true });
    const workload = { description: "", command, plan: () => [] };
    const context = { name: "w", workload, inputs: new Map(), idOf: () => "", maxRetries: undefined };
    const task = { id: "t", ...planTask({ name: "t", command, outputs }, context) };
    const script = taskScript(task, { workload: "w", codeSha256: "0" }, { nodePath: "node" });
    const settings = Object.fromEntries(
      [cleanSetting, outputsSetting, usageSetting].map(({ name, value }) => [name, value]),
    );
    const env = { ...process.env, ...settings, AZ_BATCH_NODE_ROOT_DIR: node };
    // Limits the time in case the script reads an endless file.
    const options = { cwd: wd, env, timeout: 20_000 };
    const said = await promisify(execFile)("/bin/bash", ["-c", script], options).catch((error) => error);
    const hashes = await readFile(join(wd, hashesFile), "utf8").catch(() => "");
    const listed = hashes.split("\n").filter(Boolean);
    return { code: said.code ?? 0, stderr: said.stderr, listed: listed.map((line) => line.slice(34)).sort() };
  });

const accepts = (command: string, outputs: TaskPlan["outputs"], listed: readonly string[]) => async () => {
  const ran = await runTask(command, outputs);
  assert.deepEqual(ran, { code: 0, stderr: "", listed });
};

/** Asserts that the task fails and names this file, quoted for bash. */
const refuses =
  (command: string, named: string, outputs: TaskPlan["outputs"] = ["out/"]) =>
  async () => {
    const { code, stderr } = await runTask(`mkdir -p out; ${command}`, outputs);
    assert.equal(code, 123, stderr);
    assert.equal(stderr.trim().split("\n").length, 1, stderr);
    assert(stderr.startsWith(`OutputError: ${named}: `), stderr);
  };

describe("job/check-outputs", () => {
  it("reports a folder that is declared as a file", async () => {
    const { code, stderr } = await runTask("mkdir a; touch a/x", ["a"]);
    assert.equal(code, 123);
    assert.match(stderr, /^OutputError: a: .*\bfolder\b/);
  });

  it("lists files whose names start with a dot, at any depth", () =>
    accepts(
      "mkdir -p out/.d/e out/f; touch out/.zarray out/.d/x out/.d/.y out/.d/e/z out/f/.g out/f/h",
      ["out/"],
      ["out/.d/.y", "out/.d/e/z", "out/.d/x", "out/.zarray", "out/f/.g", "out/f/h"],
    )());

  it("lists names with every printable character, and links within the node", () =>
    accepts(
      `mkdir "out"; touch "out/a b'\\"$(printf '%s' '$(x)')[1]*?{a,b}" out/日本😀 out/-n; ln -s -- -n out/link`,
      ["out/"],
      ["out/-n", `out/a b'"$(x)[1]*?{a,b}`, "out/link", "out/日本😀"],
    )());

  it("ignores files that are not declared", () =>
    accepts("mkdir in; mkfifo in/f; touch $'in/a\\nb' a.txt", ["a.txt"], ["a.txt"])());

  describe("fails the task and names", () => {
    it("a line break", refuses("touch $'out/a\\nb'", "$'out/a\\nb'"));
    it("a tab", refuses("touch $'out/a\\tb'", "$'out/a\\tb'"));
    it("a carriage return", refuses("touch $'out/a\\rb'", "$'out/a\\rb'"));
    it("an escape sequence", refuses("touch $'out/e\\e[31m'", "$'out/e\\E[31m'"));
    it("bytes that are not UTF-8", refuses("touch $'out/\\xff'", "$'out/\\377'"));
    it("a character that XML can't carry", refuses("touch $'out/\\xef\\xbf\\xbe'", "$'out/\\357\\277\\276'"));
    it("a backslash", refuses("mkdir out/a; touch 'out/a\\b' out/a/b", "out/a\\\\b"));
    it("a folder with such a name", refuses("mkdir $'out/\\xff'; touch $'out/\\xff/a'", "$'out/\\377/a'"));
    it("a match of a pattern", refuses("touch $'a\\tb.log'", "$'a\\tb.log'", [matching("*.log")]));
    it("a match that would overwrite a log", refuses("touch stdout.txt", "stdout.txt", [matching("*.txt")]));
    it(
      "two nested folders whose names start with a dot",
      refuses("mkdir -p out/.a/.b; touch out/.a/.b/c", "out/.a/.b/c"),
    );
    it("a name that starts with two dots", refuses("touch out/..a", "out/..a"));
    it("a path beyond the limit", async () => {
      const folder = "d".repeat(200);
      const path = `${folder}/${folder}/${folder}/${folder}`;
      await refuses(`mkdir -p out/${path}; touch out/${path}/a`, `out/${path}/a`)();
    });
    it("a named pipe", refuses("mkfifo out/f", "out/f"));
    it("a named pipe that is declared", refuses("mkfifo f", "f", ["f"]));
    it("a socket", refuses(`python3 -c 'import socket; socket.socket(1).bind("out/s")'`, "out/s"));
    it("a link to a device", refuses("ln -s /dev/zero out/zero", "out/zero"));
    it("a link to a file outside the node's folders", refuses("ln -s /etc/passwd out/p", "out/p"));
    it("a declared link to a file outside the node's folders", refuses("ln -s /etc/passwd p", "p", ["p"]));
    it("a broken link", refuses("ln -s nowhere out/p", "out/p"));
    it("a link to a folder", refuses("mkdir d; touch d/x; ln -s ../d out/d", "out/d"));
    it("a link to a folder outside the node's folders", refuses("rmdir out; ln -s /etc out", "out/"));
  });

  it("accepts a missing optional folder and a missing optional match", () =>
    accepts(
      "touch a",
      ["a", ...["*.log", "out/**"].map((each) => matching(each, { isOptional: true }))],
      ["a"],
    )());

  describe("fails a task that didn't write an output and lists what it wrote", () => {
    const missing: Record<string, [outputs: TaskPlan["outputs"], named: string]> = {
      "a file": [["b"], "b"],
      "a file of several": [["c.txt", "b"], "b"],
      "a file where a folder is": [["d"], "d"],
      "all files of a folder": [["empty/"], "empty/"],
      "a folder": [["out/"], "out/"],
      "a match of a pattern": [[matching("*.log")], "*.log"],
      "a match of one pattern of two": [[matching("*.txt"), matching("*.log")], "*.log"],
    };
    for (const [what, [outputs, named]] of Object.entries(missing)) {
      it(what, async () => {
        const { code, stderr } = await runTask("mkdir -p d empty; touch d/{1..5}.csv c.txt", outputs);
        assert.equal(code, 123, stderr);
        assert(stderr.startsWith(`OutputError: ${named}: `), stderr);
        assert.match(stderr, /\bc\.txt, d\/1\.csv, d\/2\.csv, d\/3\.csv, d\/4\.csv and 1 /);
      });
    }
  });

  it("names twenty files and counts the others", async () => {
    const { code, stderr } = await runTask("mkdir out; cd out; mkfifo $(seq 25)", ["out/"]);
    assert.equal(code, 123);
    assert.equal(stderr.match(/^OutputError: out\//gm)?.length, 20);
    assert.match(stderr, /^OutputError: 5\b/m);
  });

  it("keeps the exit code of a failed program, whatever it wrote", async () => {
    const { code, stderr } = await runTask("mkdir out; mkfifo out/f; exit 7", ["out/"]);
    assert.deepEqual([code, stderr], [7, ""]);
  });
});

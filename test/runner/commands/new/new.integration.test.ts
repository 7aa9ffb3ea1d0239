import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { globSync } from "node:fs";
import { cp, mkdir, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { examples } from "../../../../runner/commands/new/new.ts";
import { loadWorkload } from "../../../../runner/project/load-workload.ts";
import { hasPython } from "../../../helpers/python.ts";
import { assertSnapshot } from "../../../helpers/snapshot.ts";
import { withTemporaryFolder } from "../../../helpers/temporary-folder.ts";
import { startTestCloud, type TestCloud } from "../../local-cloud.ts";
import { type CommandOutput, reportOf, runAsUser } from "../../user.ts";

const project = join(import.meta.dirname, "../../../..");

/** A user with a copy of the project's `task` and `data`. */
const withProject = (
  use: (folder: string, run: (...words: string[]) => Promise<CommandOutput>) => Promise<void>,
): Promise<void> =>
  withTemporaryFolder(async (folder) => {
    for (const part of ["task", "data", "biome.json", "package.json", "tsconfig.json"])
      await cp(join(project, part), join(folder, part), { recursive: true });
    await symlink(join(project, "node_modules"), join(folder, "node_modules"));
    await use(folder, (...words) => runAsUser(words, { cwd: folder }));
  });

/** Files that no template was made for. */
const foreignFiles: Readonly<Record<string, string | Buffer>> = {
  empty: "",
  "no words.txt": "12 34\n",
  "-dash and spaces.csv": "rate;depth\n0.1;3\n",
  "café.bin": Buffer.from([0, 255, 254, 10, 13, 0x80, 0xe9]),
  "windows.txt": Buffer.from("na\xefve\r\ncaf\xe9\r\n", "latin1"),
};

/** Scripts with other results that a user may write into a template in Python: a file's name and text. */
const ownScripts: Readonly<Record<string, readonly string[]>> = {
  python: ['stats.py:import json; print(json.dumps({"mean": float("nan"), "range": [1, 2]}))', "stats.py:"],
  sweep: [
    'point.py:import json, sys; print(json.dumps({"loss": float(sys.argv[1]) ** 2, "note": "a, b"}))',
    "point.py:print(0.25)",
    'point.py:import json, sys; print(json.dumps({"value": None, sys.argv[2]: "x"}))',
  ],
};

/** The command's messages may name the folder. */
const runIn = (folder: string, ...words: string[]): Promise<CommandOutput> =>
  runAsUser(words, { cwd: folder });

describe("new", function () {
  this.timeout(60_000);

  it("creates workloads that pass the project's linter, and suggests submit", () =>
    withProject(async (folder, run) => {
      const said = await run("new", "my-own");
      assert.deepEqual([said.exitCode, said.stdout], [0, ""], said.stderr);
      for (const name of ["task/my-own", "main.ts", "workload.ts", "npx azbatch submit my-own\n"])
        assert(said.stderr.includes(name), said.stderr);
      await assertSnapshot("new/made", said.stderr);
      const context = { projectDir: folder, env: { AZBATCH_COMMAND: "batch" } };
      const elsewhere = await runAsUser(["new", "elsewhere"], { cwd: join(folder, "data"), context });
      for (const name of ["../task/elsewhere", "batch submit elsewhere\n"])
        assert(elsewhere.stderr.includes(name), elsewhere.stderr);
      await run("new", "a-workload-with-the-longest-name-40-char");
      for (const kind of ["python", "bash", "sweep"]) await run("new", kind, `--${kind}`);
      await promisify(execFile)(
        join(project, "node_modules/.bin/biome"),
        ["check", "--vcs-enabled=false", "task"],
        { cwd: folder },
      );
    }));

  for (const kind of Object.keys(examples))
    it(`imports the contract from the package in another repository (${kind})`, () =>
      withTemporaryFolder(async (folder) => {
        const { exitCode, stderr } = await runIn(folder, "new", "my-own", `--${kind}`);
        assert.equal(exitCode, 0, stderr);
        assert.doesNotMatch(stderr, /README/);
        const declaration = await readFile(join(folder, "task/my-own/workload.ts"), "utf8");
        assert.equal(declaration.match(/^import .* from "azbatch";$/gm)?.length, 1, declaration);
        assert.doesNotMatch(declaration, /"\.\.\//);
      }));

  it("brings sample inputs in the workload's folder if the project has none", () =>
    withTemporaryFolder(async (folder) => {
      await runIn(folder, "new", "texts");
      const declaration = await readFile(join(folder, "task/texts/workload.ts"), "utf8");
      const inputs = /inputs: "(.*)"/.exec(declaration)?.[1] ?? "";
      assert.equal(inputs, "task/texts/data/*.txt");
      assert.equal(globSync(inputs, { cwd: folder }).length, 3);
    }));

  it("reads the project's own inputs if there are any", () =>
    withTemporaryFolder(async (folder) => {
      await mkdir(join(folder, "data"));
      await writeFile(join(folder, "data/own.txt"), "own\n");
      await runIn(folder, "new", "texts");
      assert.match(await readFile(join(folder, "task/texts/workload.ts"), "utf8"), /inputs: "data\/\*\.txt"/);
      assert.deepEqual(await readdir(join(folder, "data")), ["own.txt"]);
      assert(!(await readdir(join(folder, "task/texts"))).includes("data"));
    }));

  /** Names that are refused, with the code and values in the message. */
  const names: Readonly<Record<string, readonly [code: string, ...values: string[]]>> = {
    MyScript: ["InvalidWorkloadName", '"MyScript"', "my-script"],
    "../up": ["InvalidWorkloadName", '"../up"', " up"],
    "2fast": ["InvalidWorkloadName", '"2fast"', " fast"],
    "": ["InvalidWorkloadName", '""'],
    delete: ["InvalidWorkloadName", '"delete"', "my-delete"],
    [`a${"-a".repeat(20)}`]: ["InvalidWorkloadName", "40", "41"],
    "top-words": ["WorkloadExists", "task/top-words"],
  };
  for (const [name, [expected, ...values]] of Object.entries(names)) {
    it(`refuses the name "${name}" with ${expected} and writes nothing`, () =>
      withProject(async (folder, run) => {
        const before = await readdir(join(folder, "task"));
        const { exitCode, code, stdout, stderr } = await run("new", name);
        assert.deepEqual({ exitCode, code, stdout }, { exitCode: 2, code: expected, stdout: "" });
        for (const value of values) assert(stderr.includes(value), `${value} in ${stderr}`);
        assert.deepEqual(await readdir(join(folder, "task")), before);
      }));
  }

  it("refuses names with the messages of the snapshot", () =>
    withProject(async (_, run) => {
      const messages = await Promise.all(
        Object.keys(names).map(async (name) => (await run("new", name)).stderr),
      );
      await assertSnapshot("errors/names-of-workloads", messages.join(""));
    }));

  it("refuses two kinds", () =>
    withProject(async (_, run) => {
      const { exitCode, code } = await run("new", "mine", "--bash", "--python");
      assert.deepEqual([exitCode, code], [2, "commander.conflictingOption"]);
    }));

  describe("new: creates a workload that runs unchanged", () => {
    let cloud: TestCloud;
    before(async () => {
      cloud = await startTestCloud();
    });
    after(() => cloud.close());

    for (const kind of Object.keys(examples)) {
      it(kind, function () {
        if (kind in ownScripts && !hasPython()) {
          console.error("      no python3 here: the Python workloads are not run");
          this.skip();
        }
        return withProject(async (folder, run) => {
          await run("new", "mine", `--${kind}`);
          const mine = await loadWorkload(join(folder, "task/mine/workload.ts"), "task/mine/workload.ts");
          const args = kind === "sweep" ? ["--", "5"] : [];
          const { exitCode, stderr } = await runAsUser(
            ["submit", "mine", "--yes", "--outputs", cloud.outputsFile, ...args],
            { cwd: folder, context: { workloads: { mine } } },
          );
          assert.equal(exitCode, 0, stderr);
          const { succeeded, failed } = await reportOf(folder);
          assert(succeeded > 1 && failed === 0);
        });
      });

      it(`${kind}, on any files and with a script that writes other results`, function () {
        if (kind in ownScripts && !hasPython()) this.skip();
        return withProject(async (folder, run) => {
          await run("new", "mine", `--${kind}`);
          await mkdir(join(folder, "in"));
          for (const [name, content] of Object.entries(foreignFiles))
            await writeFile(join(folder, "in", name), content);
          const mine = await loadWorkload(join(folder, "task/mine/workload.ts"), "task/mine/workload.ts");
          const submit = async (...words: string[]): Promise<CommandOutput> => {
            await rm(join(folder, "out"), { recursive: true, force: true });
            return runAsUser(["submit", "mine", "--yes", "--outputs", cloud.outputsFile, ...words], {
              cwd: folder,
              context: { workloads: { mine } },
            });
          };
          const words = kind === "sweep" ? ["--", "5"] : ["--input", "in/*"];
          for (const script of ["", ...(ownScripts[kind] ?? [])]) {
            const [name = "", text = ""] = script.split(/:(.*)/s);
            if (name !== "") await writeFile(join(folder, "task/mine", name), text);
            const { exitCode, stdout, stderr } = await submit(...words);
            assert.equal(exitCode, 0, stderr);
            assert.doesNotMatch(stdout, /no row:|undefined/);
          }
        });
      });
    }
  });
});

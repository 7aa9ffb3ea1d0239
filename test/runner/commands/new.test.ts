import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cp, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { examples } from "../../../runner/commands/new.ts";
import { hasPython } from "../../helpers/python.ts";
import { withTemporaryFolder } from "../../helpers/temporary-folder.ts";
import { startTestCloud, type TestCloud } from "../local-cloud.ts";
import { runAsUser, type Said } from "../user.ts";

const project = join(import.meta.dirname, "../../..");

/** A user with a copy of the project's `task` and `data`. */
const withProject = (
  use: (folder: string, run: (...words: string[]) => Promise<Said>) => Promise<void>,
): Promise<void> =>
  withTemporaryFolder(async (folder) => {
    for (const part of ["task", "data", "biome.json", "package.json", "tsconfig.json"])
      await cp(join(project, part), join(folder, part), { recursive: true });
    await symlink(join(project, "node_modules"), join(folder, "node_modules"));
    await use(folder, (...words) => runAsUser(words, { cwd: folder, world: { projectDir: folder } }));
  });

const refused = (message: string): Said => ({ exitCode: 2, stdout: "", stderr: `Error: ${message}\n` });

describe("new", function () {
  this.timeout(60_000);

  it("makes folder and lines that the project's linter takes as they are, and says what to do next", () =>
    withProject(async (folder, run) => {
      const index = await readFile(join(folder, "task/index.ts"), "utf8");
      const said = await run("new", "my-own");
      assert.deepEqual([said.exitCode, said.stdout], [0, ""], said.stderr);
      assert.match(
        said.stderr,
        /Made task\/my-own \(main\.ts, workload\.ts\).*\n {2}npm run submit -- my-own/,
      );
      const world = { projectDir: folder, env: { BATCH_COMMAND: "batch" } };
      const elsewhere = await runAsUser(["new", "elsewhere"], { cwd: join(folder, "data"), world });
      assert.match(
        elsewhere.stderr,
        /^Made \.\.\/task\/elsewhere .* in \.\.\/task\/index.*\n {2}batch submit elsewhere /,
      );
      const longName = "a-workload-with-the-longest-name-40-char";
      await run("new", longName);
      for (const kind of ["python", "bash", "sweep"]) await run("new", kind, `--${kind}`);
      const added = (await readFile(join(folder, "task/index.ts"), "utf8"))
        .split("\n")
        .filter((line) => !index.split("\n").includes(line));
      assert.deepEqual(added, [
        `  "${longName}": async () =>`,
        `    (await import("./${longName}/workload.ts"))`,
        "      .aWorkloadWithTheLongestName40Char,",
        '  bash: async () => (await import("./bash/workload.ts")).bash,',
        '  elsewhere: async () => (await import("./elsewhere/workload.ts")).elsewhere,',
        '  "my-own": async () => (await import("./my-own/workload.ts")).myOwn,',
        '  python: async () => (await import("./python/workload.ts")).python,',
        '  sweep: async () => (await import("./sweep/workload.ts")).sweep,',
      ]);
      await promisify(execFile)(
        join(project, "node_modules/.bin/biome"),
        ["check", "--vcs-enabled=false", "task"],
        {
          cwd: folder,
        },
      );
    }));

  const names: Record<string, string> = {
    MyScript:
      'expected a name of small letters, digits and hyphens such as word-stats, found "MyScript"; try my-script',
    "../up": 'expected a name of small letters, digits and hyphens such as word-stats, found "../up"; try up',
    "2fast":
      'expected a name of small letters, digits and hyphens such as word-stats, found "2fast"; try fast',
    "": 'expected a name of small letters, digits and hyphens such as word-stats, found ""',
    delete: '"delete" is a word of TypeScript; take another, such as my-delete',
    [`a${"-a".repeat(20)}`]: "expected a name of at most 40 characters, found 41",
    "top-words":
      "there is a task/top-words already; take another name, or remove it and its line in task/index.ts",
  };
  for (const [name, message] of Object.entries(names)) {
    it(`refuses to call it "${name}"`, () =>
      withProject(async (folder, run) => {
        const before = await readdir(join(folder, "task"));
        assert.deepEqual(await run("new", name), refused(message));
        assert.deepEqual(await readdir(join(folder, "task")), before);
      }));
  }

  const changes: Record<string, (index: string) => string> = {
    "a comment between its lines": (index) => index.replace("  stations:", "  // mine\n  stations:"),
    "another end": (index) => index.replace(/} satisfies .*/, "};"),
    "a line of that name": (index) => index.replace("stations:", "mine:"),
  };
  for (const [change, edit] of Object.entries(changes)) {
    it(`writes nothing where task/index.ts has ${change}, and says what to do by hand`, () =>
      withProject(async (folder, run) => {
        const path = join(folder, "task/index.ts");
        await writeFile(path, edit(await readFile(path, "utf8")));
        const before = [await readFile(path, "utf8"), ...(await readdir(join(folder, "task")))];
        const { exitCode, stderr } = await run("new", "mine", "--bash");
        assert.equal(exitCode, 2);
        assert.match(
          stderr,
          /^Error: task\/index\.ts is not laid out.*\nBy hand: copy task\/stations to task\/mine/,
        );
        assert.deepEqual([await readFile(path, "utf8"), ...(await readdir(join(folder, "task")))], before);
      }));
  }

  it("refuses two kinds", () =>
    withProject(async (_, run) => {
      const { exitCode, stderr } = await run("new", "mine", "--bash", "--python");
      assert.equal(exitCode, 2);
      assert.match(stderr, /cannot be used with/);
    }));

  describe("makes workloads that run as they are", () => {
    let cloud: TestCloud;
    before(async () => {
      cloud = await startTestCloud();
    });
    after(() => cloud.close());

    for (const kind of Object.keys(examples)) {
      it(kind, function () {
        if (kind === "python" && !hasPython()) {
          console.error("      no python3 here: the Python workload is not run");
          this.skip();
        }
        return withProject(async (folder, run) => {
          await run("new", "mine", `--${kind}`);
          const { workloads } = await import(pathToFileURL(join(folder, "task/index.ts")).href);
          const args = kind === "sweep" ? ["--", "5"] : [];
          const { exitCode, stderr } = await runAsUser(
            ["submit", "mine", "--yes", "--outputs", cloud.outputsFile, ...args],
            { cwd: folder, world: { projectDir: folder, workloads } },
          );
          assert.equal(exitCode, 0, stderr);
          assert.match(stderr, /tasks succeeded/);
        });
      });
    }
  });
});

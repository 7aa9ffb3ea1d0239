import assert from "node:assert/strict";
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { appendFile, copyFile, cp, mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { promisify } from "node:util";
import { transform } from "esbuild";
import { assertSnapshot } from "../../helpers/snapshot.ts";
import { withTemporaryFolder } from "../../helpers/temporary-folder.ts";
import { eventsOf } from "../user.ts";

const project = join(import.meta.dirname, "../../..");
const bin = join(project, "runner/cli/bin.mjs");

interface PackageFiles {
  /** Code of the program. */
  readonly program: string;
  /** Path of the Node in azbatch-node; undefined if that package isn't installed. */
  readonly packagedNode?: string | undefined;
}

/** Returns a function that starts an installed package as if Node had this version. */
const installed = async (folder: string, { program, packagedNode }: PackageFiles) => {
  const files: Record<string, string> = {
    "dist/runner/cli/cli.js": program,
    "package.json": '{"type":"module"}',
  };
  if (packagedNode !== undefined) {
    files["node_modules/azbatch-node/package.json"] = '{"type":"module","exports":"./index.mjs"}';
    files["node_modules/azbatch-node/index.mjs"] = `export const nodePath = ${JSON.stringify(packagedNode)};`;
  }
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  const copy = join(folder, "runner/cli/bin.mjs");
  await mkdir(dirname(copy), { recursive: true });
  await copyFile(bin, copy);
  return (version: string): ChildProcess => {
    const pretend = `Object.defineProperty(process.versions, "node", { value: "${version}" })`;
    const preload = `data:text/javascript,${encodeURIComponent(pretend)}`;
    return spawn(process.execPath, ["--import", preload, copy, "a b"], { stdio: ["ignore", "pipe", "pipe"] });
  };
};

const ended = async (child: ChildProcess) => {
  const [stdout, stderr, [code, signal]] = await Promise.all([
    text(child.stdout!),
    text(child.stderr!),
    once(child, "exit"),
  ]);
  return { stdout, stderr, code, signal };
};

/** Prints what a user would notice about the Node in use. */
const printVersion = "console.log(process.versions.node, process.argv[2]);";

describe("bin", () => {
  for (const version of ["14.21.3", "20.20.2", "22.17.1", "23.5.0"]) {
    it(`names on Node ${version} the version needed and the one in use, if no other is installed`, () =>
      withTemporaryFolder(async (folder) => {
        const start = await installed(folder, { program: printVersion });
        const { code, stdout, stderr } = await ended(start(version));
        assert.deepEqual({ code, stdout }, { code: 2, stdout: "" });
        assert.match(stderr, /^[^\n]+\n[^\n]+\n$/);
        for (const name of ["22.18", version, "azbatch-node"]) assert(stderr.includes(name), stderr);
        if (version === "20.20.2") await assertSnapshot("errors/old-node", stderr);
      }));
  }

  for (const version of ["22.18.0", "23.6.0", "24.0.0", "26.1.0"]) {
    it(`runs on Node ${version} if no other is installed`, () =>
      withTemporaryFolder(async (folder) => {
        const start = await installed(folder, { program: printVersion });
        assert.equal((await ended(start(version))).stdout, `${version} a b\n`);
      }));
  }

  for (const version of ["20.20.2", "22.18.0"]) {
    it(`runs on the Node in azbatch-node instead of Node ${version}`, () =>
      withTemporaryFolder(async (folder) => {
        const start = await installed(folder, { program: printVersion, packagedNode: process.execPath });
        assert.equal((await ended(start(version))).stdout, `${process.versions.node} a b\n`);
      }));
  }

  it("names a packaged Node that doesn't start", () =>
    withTemporaryFolder(async (folder) => {
      const start = await installed(folder, { program: "", packagedNode: join(folder, "none") });
      const { code, stderr } = await ended(start("20.20.2"));
      assert.equal(code, 2);
      assert.match(stderr, /azbatch-node doesn't start: .*ENOENT/);
    }));

  for (const [program, expected] of [
    ["process.exit(7);", { code: 7, signal: null }],
    ['process.kill(process.pid, "SIGKILL");', { code: null, signal: "SIGKILL" }],
    ['process.kill(process.pid, "SIGTERM");', { code: null, signal: "SIGTERM" }],
  ] as const) {
    it(`ends as the program on the packaged Node: ${program}`, () =>
      withTemporaryFolder(async (folder) => {
        const start = await installed(folder, { program, packagedNode: process.execPath });
        const { code, signal } = await ended(start("20.20.2"));
        assert.deepEqual({ code, signal }, expected);
      }));
  }

  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    it(`passes ${signal} on to the program on the packaged Node`, () =>
      withTemporaryFolder(async (folder) => {
        const program = `
          process.on("${signal}", () => process.exit(42));
          console.log("ready");
          setInterval(() => {}, 1000);`;
        const start = await installed(folder, { program, packagedNode: process.execPath });
        const child = start("20.20.2");
        await once(child.stdout!, "data");
        child.kill(signal);
        const [code] = await once(child, "exit");
        assert.equal(code, 42);
      }));
  }

  /** A copy of the project in which these texts are appended to the files. */
  const withMistakes = (
    files: readonly string[],
    use: (run: (...words: string[]) => Promise<{ readonly stdout: string }>) => Promise<void>,
    mistake = "}}}",
  ) =>
    withTemporaryFolder(async (folder) => {
      for (const part of ["runner", "browser", "task", "infra", "data", "package.json", "Pulumi.yaml"])
        await cp(join(project, part), join(folder, part), { recursive: true });
      await symlink(join(project, "node_modules"), join(folder, "node_modules"));
      for (const file of files) await appendFile(join(folder, file), `${mistake}\n`);
      const env = { ...process.env, PULUMI_HOME: folder, BATCH_LOCAL_DIR: join(folder, "local") };
      await use((...words) =>
        promisify(execFile)(process.execPath, [join(folder, "runner/cli/bin.mjs"), ...words], {
          env,
          cwd: folder,
        }),
      );
    });

  it("reports a workload that can't be loaded, with the line, and loads the others", () =>
    withMistakes(["task/word-stats/workload.ts"], async (run) => {
      await assert.rejects(run("submit", "word-stats", "--dry-run"), ({ code, stderr }) => {
        assert.equal(code, 2);
        assert.match(stderr, /^.*\btask\/word-stats\/workload\.ts can't .*word-stats\/workload\.ts:\d+\n/);
        return true;
      });
      assert.match((await run("submit", "--help")).stdout, /\bword-stats\b/);
      const { stdout } = await run("submit", "line-count", "--dry-run", "--json");
      const [estimated] = eventsOf({ stdout });
      assert(estimated?.event === "estimated" && estimated.tasks === 3, stdout);
      assert.match((await run("completion", "bash")).stdout, /word-stats/);
      const elsewhere = run("cancel", "job-1", "--yes", "--outputs", "none.json");
      await assert.rejects(elsewhere, ({ stderr }) => /none\.json/.test(stderr));
    }));

  for (const mistake of ["await new Promise(() => {});", "process.exit(0);"]) {
    it(`exits with 1 and the message of the snapshot if a workload ends the process: ${mistake}`, () =>
      withMistakes(
        ["task/word-stats/workload.ts"],
        async (run) => {
          const { code, stderr } = await run("submit", "word-stats", "--dry-run").then(
            () => assert.fail("exit code 0"),
            (error) => error,
          );
          assert.equal(code, 1);
          await assertSnapshot("errors/process-ended", stderr);
        },
        mistake,
      ));
  }

  it("is JavaScript that Node 14 can read", async () => {
    const source = await readFile(bin, "utf8");
    const { warnings, code } = await transform(source, {
      target: "node14",
      supported: {},
      legalComments: "inline",
    });
    assert.deepEqual(warnings, []);
    const same = await transform(source, { target: "esnext", legalComments: "inline" });
    assert.equal(code, same.code);
  });
});

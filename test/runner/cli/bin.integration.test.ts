import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { appendFile, cp, readFile, symlink } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { transform } from "esbuild";
import { assertSnapshot } from "../../helpers/snapshot.ts";
import { withTemporaryFolder } from "../../helpers/temporary-folder.ts";
import { eventsOf } from "../user.ts";

const project = join(import.meta.dirname, "../../..");
const bin = join(project, "runner/cli/bin.mjs");

/** Runs the program as if Node had this version. */
const runOn = (version: string) => {
  const pretend = `Object.defineProperty(process.versions, "node", { value: "${version}" })`;
  return promisify(execFile)(process.execPath, [
    "--import",
    `data:text/javascript,${encodeURIComponent(pretend)}`,
    bin,
    "submit",
    "--help",
  ]);
};

describe("bin", () => {
  for (const version of ["14.21.3", "20.20.2", "22.17.1", "23.5.0"]) {
    it(`names on Node ${version} the version needed and the one in use, and a command to run`, () =>
      assert.rejects(runOn(version), ({ code, stdout, stderr }) => {
        assert.deepEqual({ code, stdout }, { code: 2, stdout: "" });
        assert.match(stderr, /^[^\n]+\n[^\n]+\n$/);
        for (const name of ["22.18", version, "npx azbatch submit"]) assert(stderr.includes(name), stderr);
        return true;
      }));
  }

  it("prints the message of the snapshot on an old Node", async () => {
    const { stderr } = await runOn("20.20.2").catch((error) => error);
    await assertSnapshot("errors/old-node", stderr);
  });

  for (const version of ["22.18.0", "23.6.0", "24.21.0"]) {
    it(`runs on Node ${version}`, async () =>
      assert.match((await runOn(version)).stdout, /npx azbatch submit /));
  }

  /** A copy of the project in which these texts are appended to the files. */
  const withMistakes = (
    files: readonly string[],
    use: (run: (...words: string[]) => Promise<{ readonly stdout: string }>) => Promise<void>,
    mistake = "}}}",
  ) =>
    withTemporaryFolder(async (folder) => {
      for (const part of ["runner", "task", "infra", "data", "package.json", "Pulumi.yaml"])
        await cp(join(project, part), join(folder, part), { recursive: true });
      await symlink(join(project, "node_modules"), join(folder, "node_modules"));
      for (const file of files) await appendFile(join(folder, file), `${mistake}\n`);
      const env = { ...process.env, PULUMI_HOME: folder, BATCH_LOCAL_DIR: join(folder, "local") };
      await use((...words) =>
        promisify(execFile)(process.execPath, [join(folder, "runner/cli/bin.mjs"), ...words], { env }),
      );
    });

  it("reports a workload that can't be loaded, with the line, and loads the others", () =>
    withMistakes(["task/word-stats/workload.ts"], async (run) => {
      await assert.rejects(run("submit", "word-stats", "--dry-run"), ({ code, stderr }) => {
        assert.equal(code, 2);
        assert.match(stderr, /^.*\bword-stats .*word-stats\/workload\.ts:\d+\n/);
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

  it("reports a list of workloads that can't be loaded, and still prints help", () =>
    withMistakes(["task/index.ts"], async (run) => {
      await assert.rejects(run("submit", "--dry-run"), ({ code, stderr }) => {
        assert.equal(code, 2);
        assert.match(stderr, /^.*task\/index\.ts:\d+\n/);
        return true;
      });
      assert.match((await run("--help")).stdout, /cancel/);
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

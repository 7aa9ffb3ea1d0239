import assert from "node:assert/strict";
import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { main } from "../../runner/main.ts";
import type { World } from "../../runner/world.ts";
import { workloads } from "../../task/index.ts";
import { withTemporaryFolder } from "../helpers/temporary-folder.ts";
import { fakeClock } from "./fakes.ts";

const project = join(import.meta.dirname, "../..");

/** The program with these words in an empty folder: exit code and what it says. */
const run = (words: string[], files: Record<string, string> = {}, env: World["env"] = {}) =>
  withTemporaryFolder(async (cwd) => {
    for (const [name, text] of Object.entries(files)) await writeFile(join(cwd, name), text);
    const stdout = new PassThrough();
    const stderr = new PassThrough();
    const world: World = {
      workloads,
      projectDir: project,
      cwd,
      env: { PULUMI_HOME: cwd, ...env },
      clock: fakeClock(),
      random: () => 0.5,
      signal: new AbortController().signal,
      cancelSignal: new AbortController().signal,
      terminal: { stdout, stderr, ask: undefined },
    };
    const { exitCode } = await main(words, world);
    return {
      exitCode,
      stdout: String(stdout.read() ?? ""),
      stderr: String(stderr.read() ?? "").replaceAll(cwd, "<here>"),
    };
  });

const refuses =
  (words: string[], stderr: string, files = {}) =>
  async () =>
    assert.deepEqual(await run(words, files), { exitCode: 2, stdout: "", stderr });

const usageOfSubmit = "Usage: npm run submit -- [workload] [options] [-- task arguments]\n";

describe("main: bad input is one clear line and exit code 2", () => {
  it("an unknown command", refuses(["sumbit"], "Error: unknown command 'sumbit'; did you mean submit?\n"));
  it(
    "an unknown option",
    refuses(
      ["submit", "--tiemout", "5s"],
      `Error: unknown option '--tiemout'; did you mean --timeout?\n${usageOfSubmit}`,
    ),
  );
  it(
    "two workloads",
    refuses(
      ["submit", "a", "b"],
      `Error: too many arguments for 'submit'. Expected 1 argument but got 2: a, b.\n${usageOfSubmit}`,
    ),
  );
  it(
    "options that exclude each other",
    refuses(
      ["submit", "--yes", "--keep-job"],
      `Error: option '--keep-job' cannot be used with option '-y, --yes'\n${usageOfSubmit}`,
    ),
  );
  it(
    "an unknown workload",
    refuses(
      ["submit", "top-wrds"],
      'Error: there is no workload "top-wrds"; did you mean top-words?\nWorkloads: best-point, line-count, stations, top-words, word-stats\n',
    ),
  );
  it("an unknown workload that is like none", async () => {
    const { stderr } = await run(["submit", "clean-rooms"]);
    assert.match(stderr, /^Error: there is no workload "clean-rooms": task\/index\.ts has no line for it/);
  });
  it(
    "a workload that --input takes for a file",
    refuses(
      ["submit", "--input", "x/*.txt", "top-words"],
      "Error: --input takes all words that follow, and found the workload top-words among them\nThe workload goes first: submit top-words --input …; a file of that name: ./top-words\n",
    ),
  );
  it("no file", refuses(["submit", "--input", "x/*.txt"], "Error: no file matches x/*.txt in <here>\n"));
  it(
    "a duration",
    refuses(
      ["submit", "--timeout", "5"],
      'Error: --timeout: expected a duration such as 90s, 20m or 1h30m, found "5"\n',
    ),
  );
  it(
    "a task argument",
    refuses(["submit", "--", "--tpo", "3"], "Error: task arguments: Unknown option '--tpo'\n"),
  );
  it(
    "a task argument's value",
    refuses(
      ["submit", "--", "--top", "0"],
      'Error: --top: expected a whole number from 1 to 999999, found "0"; try -- --top 5\n',
    ),
  );
  it(
    "resume with inputs",
    refuses(
      ["submit", "--resume", "j", "--input", "a"],
      "Error: --resume takes workload, inputs and task arguments from the run, so give none of them\n",
    ),
  );
  it(
    "outputs that are not there",
    refuses(["submit", "--outputs", "o.json"], "Error: --outputs o.json can't be read: ENOENT\n"),
  );

  it(
    "results into a file",
    refuses(
      ["submit", "--out", "file/results"],
      "Error: --out file/results: expected a folder to write to, found the file <here>/file\n",
      { file: "" },
    ),
  );

  it("an output that is missing, named; no value is repeated", async () => {
    const { exitCode, stderr } = await run(["submit", "--outputs", "o.json"], {
      "o.json": JSON.stringify({ auth: "keys", location: "x", storageAccountKey: 12345 }),
    });
    assert.equal(exitCode, 2);
    assert.match(stderr, /^Error: outputs in o\.json: resourceGroupName: missing/);
    assert(
      stderr.includes("storageAccountKey: expected a string, found a number") && !stderr.includes("12345"),
    );
  });

  it("outputs that are not JSON; no part is repeated", async () => {
    const { exitCode, stderr } = await run(["submit", "--outputs", "o.json"], {
      "o.json": '{"key": "c2VjcmV0',
    });
    assert.equal(exitCode, 2);
    assert.match(stderr, /^Error: --outputs o\.json: expected JSON\nWrite it with: npx pulumi/);
    assert(!stderr.includes("c2Vj"));
  });
});

describe("main: options that npm took for itself", () => {
  const took = (env: World["env"]) => run(["submit", "--input", "x/*.txt"], {}, env);

  it("refuses, as it would do more than was asked for", async () => {
    const { exitCode, stderr } = await took({ npm_lifecycle_event: "submit", npm_config_dry_run: "true" });
    assert.equal(exitCode, 2);
    assert.equal(
      stderr,
      "Error: npm took --dry-run for itself, as what stands before -- is npm's\nWith -- before it: npm run submit -- --dry-run …\n",
    );
  });

  for (const [what, env] of Object.entries({
    "npm's own settings": { npm_lifecycle_event: "submit", npm_config_yes: "true" },
    "a runner that another script started": { npm_lifecycle_event: "ci", npm_config_dry_run: "true" },
  })) {
    it(`goes on with ${what}`, async () => {
      assert.match((await took(env)).stderr, /^Error: no file matches/);
    });
  }
});

describe("main: a CI job without a selected stack", () => {
  // In the folder of the test, so that nothing is left if a command starts the local cloud after all.
  const inCi = (words: string[]) =>
    withTemporaryFolder(async (folder) => {
      const said = await run(words, {}, { CI: "true", BATCH_LOCAL_DIR: folder });
      return { ...said, left: await readdir(folder) };
    });

  for (const words of [
    ["submit"],
    ["submit", "--dry-run"],
    ["submit", "--resume", "job-1"],
    ["status"],
    ["watch", "job-1"],
    ["logs", "job-1"],
    ["download", "job-1"],
    ["retry", "job-1"],
    ["cancel", "job-1", "--yes"],
    ["clean", "job-1", "--yes"],
  ])
    it(`refuses the local cloud: ${words.join(" ")}`, async () => {
      const { exitCode, stderr, left } = await inCi(words);
      assert.deepEqual({ exitCode, left }, { exitCode: 2, left: [] });
      assert.match(stderr, /--stack.*--local/);
    });

  it("doctor reports it", async () => {
    const { exitCode, stdout, left } = await inCi(["doctor"]);
    assert.deepEqual({ exitCode, left }, { exitCode: 3, left: [] });
    assert.match(stdout, /--stack.*--local/);
  });
});

describe("main: help", () => {
  it("lists workloads, examples and exit codes", async () => {
    const { exitCode, stdout, stderr } = await run(["submit", "--help"]);
    assert.deepEqual([exitCode, stderr], [0, ""]);
    for (const text of ["  top-words\n", "--resume top-words-", "100 some tasks failed"])
      assert(stdout.includes(text), text);
  });

  it("fits on a terminal of 80 columns", async () => {
    const { stdout } = await run(["--help"]);
    const commands = [...stdout.matchAll(/^ {2}([a-z]+) .*\[options\]/gm)].map(([, name = ""]) => name);
    assert(commands.length > 8);
    for (const command of ["", ...commands]) {
      const help = await run([...(command ? [command] : []), "--help"]);
      assert.deepEqual(
        help.stdout.split("\n").filter(({ length }) => length > 80),
        [],
      );
    }
  });
});

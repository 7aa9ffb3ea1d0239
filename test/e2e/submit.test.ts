import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { join as quote } from "shlex";
import { stop } from "../../local/lease.ts";
import { assertSnapshot, normalise } from "../helpers/snapshot.ts";
import { withTemporaryFolder } from "../helpers/temporary-folder.ts";
import { countsOf, eventOf, filesOf, reportOf } from "../runner/user.ts";

const project = join(import.meta.dirname, "../..");

interface Ended {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command in the project, with its own home and local cloud in the folder. */
const run = async (
  [program = "", ...words]: readonly string[],
  folder: string,
  env: Readonly<Record<string, string>>,
): Promise<Ended> => {
  const own = { BATCH_LOCAL_DIR: join(folder, "local"), PULUMI_HOME: join(folder, "pulumi"), NO_COLOR: "1" };
  const child = spawn(program, words, {
    cwd: project,
    env: { ...process.env, ...own, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const said = [text(child.stdout), text(child.stderr)] as const;
  const [stdout, stderr, [exitCode]] = await Promise.all([...said, once(child, "close")]);
  return { exitCode, stdout, stderr };
};

/** Runs `npm run <words>` as a user types it. */
const npmRun = (
  words: readonly string[],
  folder: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Ended> => run(["npm", "--silent", "run", ...words], folder, env);

/** Passes a temporary folder and stops the local cloud in it afterwards, also after a failure. */
const withUser = (use: (folder: string) => Promise<void>): Promise<void> =>
  withTemporaryFolder(async (folder) => {
    try {
      await use(folder);
    } finally {
      await stop(join(folder, "local"));
    }
  });

const submit = (folder: string, ...words: string[]): Promise<Ended> =>
  npmRun(["submit", "--", "--out", join(folder, "out"), ...words], folder);

const writeTexts = async (folder: string, texts: Record<string, string>): Promise<void> => {
  for (const [name, text] of Object.entries(texts)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
};

/** The number of progress lines depends on the machine's speed. */
const withoutProgress = (printed: string): string =>
  printed
    .split("\n")
    .filter((line) => !/\d of \d+ done/.test(line))
    .join("\n");

/** Values that differ between runs; the placeholders keep the columns of the table. */
const varying = {
  "<node-of-pool>": /\btvm\S{11}(?= )/g,
  "    <s>": /(?<=│ ) +\d+\.\d(?= │)/g,
};

describe("npm run submit on a new machine", function () {
  this.timeout(120_000);

  it("runs the sample on the local cloud and prints what README's picture shows", () =>
    withUser(async (folder) => {
      const words = ["submit", "--", "--yes", "--out", join(folder, "out")];
      // A terminal that shows no live display: only there the results are a table.
      const command = quote(["npm", "--silent", "run", ...words]);
      const onTerminal = ["script", "-qefc", command, "/dev/null"];
      const shown = await run(onTerminal, folder, { TERM: "dumb" });
      const { exitCode } = shown;
      const stdout = shown.stdout.replaceAll("\r\n", "\n");
      assert.equal(exitCode, 0, stdout);
      await assertSnapshot("submit/sample", normalise(withoutProgress(stdout), varying));
      assert.deepEqual(countsOf(await reportOf(folder)), [3, 0, 0]);
      for (const text of ["clockmaker.txt", "harbour.txt", "river.txt"])
        assert.match(stdout, new RegExp(`${text}.*the.*\\d+`));
      const files = await filesOf(folder);
      assert.match(
        files.get("harbour_OUTPUT.txt") ?? "",
        /^Word\tCount\n-+\nthe:\t114\na:\t64\nand:\t57\n-+\nNode: .+\nTask: harbour.+\nJob: {2}top-words-.+\nPool: .+\n$/,
      );
      assert.equal([...files.keys()].filter((name) => /^logs\/.*\/stdout\.txt$/.test(name)).length, 3);
    }));

  it("runs on the local cloud without the proxy that the environment names", () =>
    withUser(async (folder) => {
      // No process listens on this port.
      const proxy = "http://127.0.0.1:9";
      const env = { HTTPS_PROXY: proxy, HTTP_PROXY: proxy, ALL_PROXY: proxy, NO_PROXY: "", no_proxy: "" };
      const words = ["submit", "--", "--out", join(folder, "out"), "--yes"];
      const { exitCode, stderr } = await npmRun(words, folder, env);
      assert.equal(exitCode, 0, stderr);
      assert.deepEqual(countsOf(await reportOf(folder)), [3, 0, 0]);
    }));

  it("runs two submits at a time, then a third, on one local cloud", () =>
    withUser(async (folder) => {
      await writeTexts(folder, { "in/a.txt": "one two two", "in/deep/b.txt": "three" });
      const inputs = ["--input", join(folder, "in/**/*.txt"), "--yes"];
      const together = await Promise.all([submit(folder, ...inputs), submit(folder, ...inputs)]);
      const after = await submit(folder, ...inputs, "--force", "--json");
      for (const { exitCode, stderr } of [...together, after]) assert.equal(exitCode, 0, stderr);
      assert.deepEqual(countsOf(eventOf(after, "finished")), [2, 0, 0]);
      assert.equal(eventOf(after, "deleted").jobId, eventOf(after, "started").jobId);
      const runs = await readdir(join(folder, "out"));
      assert.equal(runs.length, 3);
      for (const run of runs) {
        assert.match(await readFile(join(folder, "out", run, "deep/b_OUTPUT.txt"), "utf8"), /three:\t1/);
      }
    }));

  it("exits with 100 if a task fails, shows its stderr and writes the results of the others", () =>
    withUser(async (folder) => {
      await writeTexts(folder, { "in/good.txt": "fine", "in/bad.txt": "x".repeat(1_100_000) });
      const { exitCode, stdout, stderr } = await submit(folder, "--input", join(folder, "in/*.txt"));
      assert.equal(exitCode, 100, stderr);
      assert.match(stderr, /\b1048576\b/);
      const { tasks } = await reportOf(folder);
      assert.deepEqual(
        tasks.map((task) => [task.inputs[0], task.code]),
        [
          ["bad.txt", "FailureExitCode"],
          ["good.txt", undefined],
        ],
      );
      assert.match(stdout, /good\.txt.*fine/);
      const files = await filesOf(folder);
      assert(files.has("good_OUTPUT.txt") && !files.has("bad_OUTPUT.txt"));
    }));

  const usage: Record<string, { words: string[]; says: RegExp }> = {
    "no input matches": { words: ["--input", "nowhere/*.txt"], says: /nowhere\/\*\.txt/ },
    "the workload does not exist": { words: ["top-word"], says: /top-words/ },
    "the flag does not exist": { words: ["--timout", "3m"], says: /--timeout/ },
    "the duration can't be parsed": { words: ["--timeout", "soon"], says: /--timeout.*soon/ },
    "a task argument is wrong": { words: ["--", "--top", "none"], says: /--top.*none/ },
    "the stack outputs are incomplete": { words: ["--outputs", "package.json"], says: /\bauth\b/ },
  };
  for (const [title, { words, says }] of Object.entries(usage)) {
    it(`exits with 2, names the mistake and writes nothing if ${title}`, () =>
      withTemporaryFolder(async (folder) => {
        const { exitCode, stdout, stderr } = await submit(folder, ...words);
        assert.equal(exitCode, 2, stderr);
        assert.match(stderr, says);
        assert.equal(stdout, "");
        assert.deepEqual(await readdir(folder), []);
      }));
  }
});

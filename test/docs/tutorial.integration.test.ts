import assert from "node:assert/strict";
import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { PassThrough, Writable } from "node:stream";
import { text } from "node:stream/consumers";
import { split } from "shlex";
import { stop } from "../../local/lease.ts";
import { main } from "../../runner/cli/main.ts";
import { systemClock } from "../../runner/clock.ts";
import { inRepository } from "../helpers/example-workloads.ts";
import { startForeground } from "../helpers/foreground-cloud.ts";
import { hasPython } from "../helpers/python.ts";
import { assertSnapshot, normalise } from "../helpers/snapshot.ts";
import { withTemporaryFolder } from "../helpers/temporary-folder.ts";
import { root } from "./root.ts";

interface Shown {
  readonly exitCode: number;
  /** stdout and stderr, in order, without lines about progress. */
  readonly lines: string;
}

/** Runs a command with its own local cloud in the folder. */
const run = (folder: string, ...words: string[]): Promise<Shown> => runIn(root, folder, ...words);

const runIn = async (cwd: string, folder: string, ...words: string[]): Promise<Shown> => {
  const shown = new PassThrough();
  const said = text(shown);
  const write = (chunk: Buffer, _: string, done: () => void): void => {
    shown.write(chunk);
    done();
  };
  // Only on a terminal, the results are a table.
  const stdout = Object.assign(new Writable({ write }), {
    ...{ isTTY: true, columns: 80, getColorDepth: () => 1 },
  });
  const { signal } = new AbortController();
  const { exitCode } = await main(words, {
    ...inRepository,
    projectDir: cwd,
    cwd,
    env: { ...process.env, BATCH_LOCAL_DIR: join(folder, "local"), PULUMI_HOME: join(folder, "pulumi") },
    clock: systemClock,
    random: Math.random,
    signal,
    cancelSignal: signal,
    terminal: { stdout, stderr: shown, ask: undefined },
  });
  shown.end();
  const lines = (await said)
    .split("\n")
    .filter((line) => !/\d of \d+ done|^(Upload|Download)ing /.test(line));
  return { exitCode, lines: lines.join("\n") };
};

/** Values that differ between runs; the placeholders keep the columns of the table. */
const varying = {
  "<node-of-pool>": /\btvm\S{11}(?= )/g,
  "    <s>": /(?<=│ ) +\d+\.\d(?= │)/g,
};

const assertShown = (name: string, { lines }: Shown): Promise<void> =>
  assertSnapshot(`tutorial/${name}`, normalise(lines, varying));

describe("output in docs/tutorial.md", function () {
  this.timeout(120_000);

  const withCloud = (use: (folder: string, ...to: readonly string[]) => Promise<void>): Promise<void> =>
    withTemporaryFolder(async (folder) => {
      try {
        await use(folder, "--out", join(folder, "out"), "--yes");
      } finally {
        await stop(join(folder, "local"));
      }
    });

  it("is what submit prints if every task fails", async function () {
    if (!hasPython()) return this.skip();
    await withCloud(async (folder, ...to) => {
      // Like the tutorial's task script on a node without its package.
      await writeFile(join(folder, "count.py"), "import azure.storage.blob\n");
      await cp(join(root, "data"), join(folder, "data"), { recursive: true });
      const line = ["run", "python3 count.py {} > {/.}_OUTPUT.txt", "data/*.txt"];
      const shown = await runIn(folder, folder, ...line, ...to);
      assert.equal(shown.exitCode, 100, shown.lines);
      await assertShown("failed", shown);
    });
  });

  it("is what submit prints if the start task fails on every node", () =>
    withCloud(async (folder, ...to) => {
      const settings = join(folder, "broken.yaml");
      await mkdir(join(folder, "local"));
      await writeFile(
        settings,
        "config:\n  azure-batch-workloads:startScript: test/docs/tutorial/start.sh\n",
      );
      const cloud = await startForeground(join(folder, "local"), "--project", root, "--stack-file", settings);
      try {
        const shown = await run(folder, "submit", ...to);
        assert.equal(shown.exitCode, 3, shown.lines);
        await assertShown("no-nodes", shown);
      } finally {
        await cloud.stop();
      }
    }));

  it("has a line for videos that plans a task for each", () =>
    withCloud(async (folder) => {
      const page = await readFile(join(root, "docs/tutorial.md"), "utf8");
      const line = /^ +npx azbatch (run 'ffmpeg .*)$/m.exec(page)?.[1] ?? assert.fail("no such line");
      await mkdir(join(folder, "InputFiles"));
      for (const name of ["one.mp4", "two.mp4"]) await writeFile(join(folder, "InputFiles", name), name);
      const shown = await runIn(folder, folder, ...split(line), "--dry-run");
      assert.equal(shown.exitCode, 0, shown.lines);
      for (const name of ["one", "two"])
        assert(shown.lines.includes(`ffmpeg -i InputFiles/${name}.mp4 ${name}.mp3`), shown.lines);
    }));

  it("is what submit prints again, and with a delay", () =>
    withCloud(async (folder, ...to) => {
      await run(folder, "submit", ...to);
      const again = await run(folder, "submit", ...to);
      assert.equal(again.exitCode, 0, again.lines);
      await assertShown("again", again);
      const delayed = await run(folder, "submit", ...to, "--", "--delay", "2s");
      assert.match(delayed.lines, /│ +2\.\d │/);
    }));
});

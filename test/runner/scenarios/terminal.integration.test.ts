import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, open, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { stripVTControlCharacters } from "node:util";
import { batchClient } from "../../helpers/batch-client.ts";
import { containerClient } from "../../helpers/container-client.ts";
import { topWords } from "../../helpers/example-workloads.ts";
import { assertSnapshot } from "../../helpers/snapshot.ts";
import { until } from "../../helpers/until.ts";
import { startTestCloud, type TestCloud } from "../local-cloud.ts";

const project = join(import.meta.dirname, "../../..");

/** util-linux's `script` runs a program on a new terminal. */
const hasScript = (): boolean => {
  try {
    return execFileSync("script", ["--version"]).includes("util-linux");
  } catch {
    return false;
  }
};

interface Answer {
  readonly after: RegExp;
  readonly keys: string;
}

/** Time between two key presses: a sooner one counts as an echo, see `runner/cli/signal-echo.ts`. Milliseconds. */
const handMs = 600;

/** Runs the program on a terminal of 80 columns; types each key once the screen shows its text. */
const atTerminal = async (folder: string, words: string, ...answers: Answer[]) => {
  const command = `stty cols 80 rows 24; exec ${process.execPath} ${join(project, "runner/cli/bin.mjs")} ${words}`;
  const env = { ...process.env, BATCH_LOCAL_DIR: join(folder, "local"), PULUMI_HOME: folder, TERM: "xterm" };
  const child = spawn("script", ["-qefc", command, "/dev/null"], { cwd: folder, env });
  let screen = "";
  child.stdout.on("data", (piece) => {
    screen += String(piece);
    if (!answers[0]?.after.test(screen)) return;
    const { keys } = answers.shift() ?? assert.fail();
    setTimeout(() => child.stdin.write(keys), handMs);
  });
  const [exitCode] = await once(child, "close");
  return { exitCode, screen };
};

describe("an output stream whose reader has closed it", () => {
  const terminal = JSON.stringify(join(project, "runner/terminal.ts"));
  const script = `
    import { processTerminal, writeData } from ${terminal};
    const { stdout, stderr } = processTerminal();
    let pieces = 0;
    while (await writeData(stdout, "a piece\\n")) pieces += 1;
    stderr.write(pieces + " pieces\\n");
    process.exitCode = pieces > 0 ? 7 : 8;`;

  for (const [title, ends] of [
    ["ends writing", ["stdout"]],
    ["doesn't end the program", ["stdout", "stderr"]],
  ] as const) {
    it(title, async () => {
      const child = spawn(process.execPath, ["--input-type=module", "-e", script]);
      await once(child.stdout, "data");
      for (const end of ends) child[end].destroy();
      const [exitCode] = await once(child, "close");
      assert.equal(exitCode, 7);
    });
  }
});

describe("a standard output that can't be written", () => {
  it("is reported in one line with the system's code, and exits with 3", async function () {
    const full = await open("/dev/full", "w").catch(() => this.skip());
    try {
      const words = [join(project, "runner/cli/bin.mjs"), "completion", "bash"];
      const child = spawn(process.execPath, words, { stdio: ["ignore", full.fd, "pipe"] });
      const [stderr, [exitCode]] = await Promise.all([
        text(child.stderr ?? assert.fail()),
        once(child, "close"),
      ]);
      assert.equal(exitCode, 3);
      assert.match(stderr, /^[^\n]*ENOSPC[^\n]*\n$/);
      await assertSnapshot("errors/full-disk-at-standard-output", stderr);
    } finally {
      await full.close();
    }
  });
});

/** A prompt, whose default is in capitals. */
const [yesByDefault, noByDefault] = [/\[Y\/n\] /, /\[y\/N\] /];

/** A cell of the bar for a running task. */
const taskRuns = /▒/;

describe("commands on a terminal", function () {
  this.timeout(60_000);
  let cloud: TestCloud;
  let folder: string;

  before(async function () {
    if (!hasScript()) this.skip();
    cloud = await startTestCloud();
    folder = cloud.folder;
    await mkdir(join(folder, "many"));
    for (let i = 0; i < 10; i++) await writeFile(join(folder, `${i}.txt`), `text ${i}`);
    // More than the local cloud can run before the second Ctrl-C.
    for (let i = 0; i < 300; i++) await writeFile(join(folder, "many", `${i}.txt`), `text ${i}`);
  });
  after(() => cloud?.close());

  const jobOf = (screen: string): string =>
    /top-words-\d{8}-\d{6}-\w{4}/.exec(screen)?.[0] ?? assert.fail(screen);

  /** State of a job in Batch and why it ended; "gone" once it is deleted. */
  const stateOf = async (jobId: string): Promise<{ readonly state?: string; readonly reason?: string }> => {
    const jobs = await batchClient(cloud.outputs).job.list();
    const job = jobs.find(({ id }) => id === jobId);
    if (job === undefined || job.state === "deleting") return { state: "gone" };
    return { state: job.state, reason: job.executionInfo?.terminateReason };
  };

  const storedRuns = async (): Promise<string[]> => {
    const names: string[] = [];
    const application = containerClient(cloud.outputs, "application");
    for await (const { name } of application.listBlobsFlat({ prefix: "runs/" })) names.push(name);
    return names;
  };

  it("draw a bar, show the cursor at the prompt to delete the job, and delete it", async () => {
    const answer = { after: yesByDefault, keys: "\r" };
    const { exitCode, screen } = await atTerminal(folder, `submit ${topWords} --input '?.txt'`, answer);
    assert.equal(exitCode, 0, screen);
    assert.match(screen, /[█▒░]{20,}.* \d+\/10 /);
    assert.equal((await stateOf(jobOf(screen))).state, "gone");
    const asked = screen.search(yesByDefault);
    assert(screen.lastIndexOf("\u001B[?25h", asked) > screen.lastIndexOf("\u001B[?25l", asked), "no cursor");
  });

  it("keep the job on Ctrl-C at the prompt, and print the command that deletes it", async () => {
    const answer = { after: yesByDefault, keys: "\u0003" };
    const { exitCode, screen } = await atTerminal(
      folder,
      `submit ${topWords} --force --input '1.txt'`,
      answer,
    );
    assert.equal(exitCode, 0, screen);
    const job = jobOf(screen);
    assert.notEqual((await stateOf(job)).state, "gone");
    assert(screen.includes(`npx azbatch delete --job-only ${job}`), screen);
  });

  it("remove nothing on Ctrl-C or Ctrl-D at a prompt, and start a new line", async () => {
    const before = await storedRuns();
    assert(before.length > 0);
    for (const [keys, expected] of [
      ["\u0003", 130],
      ["\u0004", 0],
    ] as const) {
      const answer = { after: noByDefault, keys };
      const { exitCode, screen } = await atTerminal(folder, "delete --older-than 1s", answer);
      assert.equal(exitCode, expected, screen);
      assert.match(stripVTControlCharacters(screen), /\[y\/N\] \r\n[^\r\n]+\r\n$/);
      assert.deepEqual(await storedRuns(), before);
    }
  });

  it("cancel the job on a second Ctrl-C, and print the command that downloads its results", async () => {
    const first = { after: taskRuns, keys: "\u0003" };
    const second = { after: /npx azbatch cancel top-words-[^\n]*\n[^\n]*\n/, keys: "\u0003" };
    const { exitCode, screen } = await atTerminal(
      folder,
      `submit ${topWords} --input 'many/*.txt'`,
      first,
      second,
    );
    assert.equal(exitCode, 130, screen);
    const job = jobOf(screen);
    const { reason } = await until(async () => {
      const found = await stateOf(job);
      return found.state === "completed" && found;
    });
    assert.equal(reason, "cancelled by Ctrl-C");
    assert(screen.includes(`npx azbatch download ${job}`), screen);
  });

  it("exit on Ctrl-C without ending the job, and print the commands to resume and to cancel", async () => {
    const answer = { after: taskRuns, keys: "\u0003" };
    const { exitCode, screen } = await atTerminal(folder, `submit ${topWords} --input 'many/*.txt'`, answer);
    assert.equal(exitCode, 130, screen);
    const job = jobOf(screen);
    assert(screen.includes(`npx azbatch submit --resume ${job}`), screen);
    assert(screen.includes(`npx azbatch cancel ${job}`), screen);
    const { state, reason } = await stateOf(job);
    assert(state === "active" || reason === "AllTasksComplete", `${state}: ${reason}`);
  });
});

import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, open, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { stripVTControlCharacters } from "node:util";
import { stop } from "../../local/lease.ts";

const project = join(import.meta.dirname, "../..");

/** util-linux's `script` runs a program on a terminal of its own. */
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

/** How long a hand takes: what comes sooner the program takes for an echo, see `runner/signal-echo.ts`. Milliseconds. */
const handMs = 600;

/** The program on a terminal of 80 columns, with somebody who types the keys when the screen shows what they wait for. */
const atTerminal = async (folder: string, words: string, ...answers: Answer[]) => {
  const command = `stty cols 80 rows 24; exec ${process.execPath} ${join(project, "runner/bin.mjs")} ${words}`;
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

describe("a stream of the process that nobody reads any more", () => {
  const terminal = JSON.stringify(join(project, "runner/terminal.ts"));
  const script = `
    import { processTerminal, writeData } from ${terminal};
    const { stdout, stderr } = processTerminal();
    let pieces = 0;
    while (await writeData(stdout, "a piece\\n")) pieces += 1;
    stderr.write(pieces + " pieces\\n");
    process.exitCode = pieces > 0 ? 7 : 8;`;

  for (const [title, ends] of [
    ["ends what is written to it", ["stdout"]],
    ["ends no program", ["stdout", "stderr"]],
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
  it("is told of, without a stack, and has an exit code", async function () {
    const full = await open("/dev/full", "w").catch(() => this.skip());
    try {
      const words = [join(project, "runner/bin.mjs"), "completion", "bash"];
      const child = spawn(process.execPath, words, { stdio: ["ignore", full.fd, "pipe"] });
      const [stderr, [exitCode]] = await Promise.all([
        text(child.stderr ?? assert.fail()),
        once(child, "close"),
      ]);
      assert.equal(stderr, "Error: standard output: ENOSPC: no space left on device, write\n");
      assert.equal(exitCode, 3);
    } finally {
      await full.close();
    }
  });
});

describe("commands on a terminal", function () {
  this.timeout(60_000);
  let folder: string;

  before(async function () {
    if (!hasScript()) this.skip();
    folder = await mkdtemp(join(tmpdir(), "batch-test-"));
    for (let i = 0; i < 40; i++) await writeFile(join(folder, `${i}.txt`), `text ${i}`);
  });
  after(async () => {
    if (folder === undefined) return;
    await stop(join(folder, "local"));
    await rm(folder, { recursive: true, force: true });
  });

  it("draws a bar, asks whether to delete the job, and does so", async () => {
    const answer = { after: /Delete job\? \[Y\/n\] /, keys: "\r" };
    const { exitCode, screen } = await atTerminal(folder, "submit --input '?.txt'", answer);
    assert.equal(exitCode, 0, screen);
    assert.match(screen, /[█▒░]{20,}.* \d+\/10 /);
    assert.match(screen, /Deleted job top-words-/);
    const asked = screen.indexOf("Delete job?");
    assert(screen.lastIndexOf("\u001B[?25h", asked) > screen.lastIndexOf("\u001B[?25l", asked), "no cursor");
  });

  it("takes Ctrl-C at the question for a no", async () => {
    const answer = { after: /Delete job\? \[Y\/n\] /, keys: "\u0003" };
    const { exitCode, screen } = await atTerminal(folder, "submit --force --input '1.txt'", answer);
    assert.equal(exitCode, 0, screen);
    assert.match(screen, /Job top-words-\S+ is kept; to delete it: npm run submit -- --resume/);
  });

  it("removes nothing on Ctrl-C at a question, nor on Ctrl-D", async () => {
    const clean = (keys: string) =>
      atTerminal(folder, "clean --older-than 1s", { after: /Remove all of that\? \[y\/N\] /, keys });
    const interrupted = await clean("\u0003");
    assert.equal(interrupted.exitCode, 130, interrupted.screen);
    assert.match(stripVTControlCharacters(interrupted.screen), /\[y\/N\] \r\nNothing was done\r\n/);
    const left = await clean("\u0004");
    assert.equal(left.exitCode, 0, left.screen);
    assert.match(stripVTControlCharacters(left.screen), /\[y\/N\] \r\nNothing is removed\r\n/);
  });

  it("says on Ctrl-C that the job goes on, how to come back and how to cancel it", async () => {
    const answer = { after: /running/, keys: "\u0003" };
    const { exitCode, screen } = await atTerminal(folder, "submit --input '*.txt'", answer);
    assert.equal(exitCode, 130, screen);
    assert.match(
      screen,
      /Interrupted\r\nThe job goes on\. To come back to it: npm run submit -- --resume top-words-/,
    );
    assert.match(
      screen,
      /To cancel it: npm run cancel -- top-words-\S+\r\nCtrl-C again within 3 seconds cancels it now\r\n/,
    );
    assert.doesNotMatch(screen, /Cancelled/);
  });

  it("cancels the job on a second Ctrl-C", async () => {
    const first = { after: /running/, keys: "\u0003" };
    const second = { after: /Ctrl-C again within/, keys: "\u0003" };
    const { exitCode, screen } = await atTerminal(folder, "submit --force --input '*.txt'", first, second);
    assert.equal(exitCode, 130, screen);
    assert.match(screen, /Cancelled job top-words-\S+: running tasks are ended, waiting ones never run\r\n/);
    assert.match(screen, /What has completed stays: npm run download -- top-words-/);
  });
});

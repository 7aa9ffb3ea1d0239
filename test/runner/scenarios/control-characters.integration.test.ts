import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { defineWorkload } from "../../../task/workload.ts";
import { describeOnCloud } from "../on-cloud.ts";
import { jobOf, runAsUser } from "../user.ts";

/** Clears the screen, sets its title, moves the cursor, reverses text. */
const attack = "\x1b[2J\x1b]0;owned\x07\x9bA\u202egnp.exe\x1b[31m";
const inBash = `printf '%b' '\\033[2J\\033]0;owned\\007\\0302\\0233A\\0342\\0200\\0256gnp.exe\\033[31m'`;

/** Names of inputs can't contain control characters, but may reverse text. */
const name = "a\u202etxt.exe";

/** A task that succeeds and has a row, one that fails with the text on stderr, one with the text as argument. */
const odd = defineWorkload({
  description: attack,
  command: `if [ "$1" = fail ]; then ${inBash} >&2; exit 3; fi; ${inBash}; ${inBash} > out.txt`,
  plan: ({ inputs }) => [
    { name: "good", inputs, args: ["good", attack], outputs: ["out.txt"] },
    { name: "bad", inputs, args: ["fail"], outputs: ["out.txt"] },
  ],
  inputs: "in/*",
  columns: [`row${attack}`],
  row: (outputs) => [...outputs.values()],
});

/** Characters that a terminal interprets or doesn't show. */
const controls = /[[\p{Cc}\p{Cf}]--[\n\t]]/v;
const withoutColours = (text: string): string => text.replaceAll(/\p{Cc}\[[\d;]*m/gu, "");

describeOnCloud("control characters in tasks' names, rows and logs", ({ cloud, user }) => {
  const context = { workloads: { odd, [`odd${attack}`]: odd } };
  let job: string;
  let cwd: string;
  let submitted: Awaited<ReturnType<typeof user.run>>;

  before(async () => {
    cwd = await user.withInputs({ [name]: attack });
    const summary = join(cloud.folder, "summary.md");
    const env = { ...process.env, GITHUB_STEP_SUMMARY: summary };
    const words = ["odd", "--input", "in/*", "--keep-job"];
    submitted = await user.run(words, { cwd, context: { ...context, env } });
    job = jobOf(submitted);
  });

  it("are escaped by submit", () => {
    assert.equal(submitted.exitCode, 100, submitted.stderr);
    assert.doesNotMatch(submitted.stdout + submitted.stderr, controls);
    assert.match(submitted.stdout, /\\x1b\[2J\\x1b\]0;owned\\x07\\x9bA\\u202egnp\.exe/);
    assert.match(submitted.stderr, /\\x1b\[2J\\x1b\]0;owned\\x07\\x9bA\\u202egnp\.exe/);
  });

  it("are escaped in GitHub's summary", async () =>
    assert.doesNotMatch(await readFile(join(cloud.folder, "summary.md"), "utf8"), controls));

  for (const words of [
    ["ls"],
    ["watch"],
    ["download"],
    ["logs", "--json"],
    ["ls", "--json"],
    ["submit", "odd", "--input", "in/*", "--dry-run"],
    ["submit", "odd", "--input", "in/*", "--dry-run", "--json"],
    ["submit", "odd", "--input", `nothing${attack}`],
    ["submit", `other${attack}`],
    ["status", `job${attack}`],
    ["logs", `task${attack}`],
    [`command${attack}`],
  ])
    it(`${words.join(" ").replaceAll(attack, "<attack>")} escapes them`, async () => {
      const [command = "", ...rest] = words;
      const ofJob =
        ["status", "watch", "download", "logs"].includes(command) && !words.join().includes(attack);
      const said = await user.command([command, ...(ofJob ? [job] : []), ...rest], { cwd, context });
      assert.doesNotMatch(said.stdout + said.stderr, controls);
    });

  it("logs writes them unchanged to a pipe, and escaped except for colours to a terminal", async () => {
    const { stdout } = await user.command(["logs", job], { cwd });
    assert(stdout.includes(attack), stdout);
    const screen = Object.assign(new PassThrough(), { isTTY: true, columns: 80 });
    const terminal = { stdout: screen, stderr: new PassThrough(), ask: undefined };
    await runAsUser(["logs", job, "--outputs", cloud.outputsFile], { cwd, context: { terminal } });
    const shown = String(screen.read());
    assert.match(shown, /\\x1b\[2J\\x1b\]0;owned\\x07\\x9bA\\u202egnp\.exe\p{Cc}\[31m[\s\S]*\p{Cc}\[0m$/u);
    assert.doesNotMatch(withoutColours(shown), controls);
  });
});

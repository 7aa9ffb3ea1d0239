import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { withTemporaryFolder } from "../../../helpers/temporary-folder.ts";
import { runAsUser } from "../../user.ts";

describe("completion", () => {
  /** Returns bash's completions of the last word, in a folder with the results of two runs. */
  const offered = (...words: string[]): Promise<string[]> =>
    withTemporaryFolder(async (cwd) => {
      for (const run of ["probe-1", "other-2"]) await mkdir(join(cwd, "out", run), { recursive: true });
      const { stdout: script, exitCode } = await runAsUser(["completion", "bash"], { cwd });
      assert.equal(exitCode, 0);
      const complete = `COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _azbatch; printf '%s\\n' "\${COMPREPLY[@]}"`;
      const bash = ["-c", `${script}\n${complete}`, "bash", "azbatch", ...words];
      const { stdout } = await promisify(execFile)("bash", bash, { cwd });
      return stdout.split("\n").filter((word) => word !== "");
    });

  for (const [words, expected] of [
    [["wa"], ["watch"]],
    [["submit", "--on"], ["--only-failed"]],
    [["submit", "p"], ["probe"]],
    [
      ["status", ""],
      [
        "--node-price",
        "--offline",
        "--stack",
        "--outputs",
        "--local",
        "--json",
        "--help",
        "last",
        "probe",
        "other-2",
        "probe-1",
      ],
    ],
    [["watch", "la"], ["last"]],
    [["ls", "--workload", ""], ["probe"]],
    [["ls", "--state", "ti"], ["timed-out"]],
    [
      ["local", "st"],
      ["start", "status", "stop"],
    ],
    [["help", "ret"], ["retry"]],
    [
      ["submit", "--resume", "pr"],
      ["probe", "probe-1"],
    ],
    [
      ["logs", "probe-1", "--only", "s"],
      ["stdout", "stderr"],
    ],
    [["completion", "z"], ["zsh"]],
  ] as const) {
    it(`offers ${expected.join(", ")} for "${words.join(" ")}" in bash`, async () =>
      assert.deepEqual(await offered(...words), expected));
  }

  for (const shell of ["bash", "zsh", "fish"]) {
    it(`completes each command and each of its flags in ${shell}`, async () => {
      const cwd = import.meta.dirname;
      const { stdout: script } = await runAsUser(["completion", shell], { cwd });
      const { stdout: help } = await runAsUser(["--help"], { cwd });
      const commands = [...help.matchAll(/^ {2}(?!help|local)([a-z]+) /gm)].map(([, name = ""]) => name);
      assert(commands.includes("submit") && commands.includes("delete"), help);
      for (const command of commands) {
        const { stdout } = await runAsUser([command, "--help"], { cwd });
        for (const [, flag = ""] of stdout.matchAll(/^ {2}(?:-\w, |)--([a-z-]+)/gm)) {
          const said = shell === "fish" ? `seen_subcommand_from ${command}' -l ${flag}` : `--${flag}`;
          const short = shell === "fish" && new RegExp(`from ${command}' -s \\w -l ${flag} `).test(script);
          assert(short || script.includes(said), `${command} --${flag}`);
        }
      }
    });
  }

  it("refuses an unknown shell, and names the known ones", async () => {
    const { exitCode, code, stderr } = await runAsUser(["completion", "tcsh"], { cwd: import.meta.dirname });
    assert.deepEqual([exitCode, code], [2, "commander.invalidArgument"]);
    for (const shell of ["bash", "zsh", "fish"]) assert(stderr.includes(shell), stderr);
  });
});

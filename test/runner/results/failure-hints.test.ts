import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { failureHint, type HintCode } from "../../../runner/results/failure-hints.ts";
import { assertSnapshot } from "../../helpers/snapshot.ts";
import { withTemporaryFolder } from "../../helpers/temporary-folder.ts";

/** Commands that fail, and the code and a name in the text of the hint that the user gets. */
const commands: readonly [command: string, hint: HintCode | undefined, name?: string][] = [
  ["nosuch --flag", "ProgramNotFound", "nosuch"],
  ["sh -c nosuch", "ProgramNotFound", "nosuch"],
  ["exec nosuch", "ProgramNotFound", "nosuch"],
  ["env nosuch", "ProgramNotFound", "nosuch"],
  ["echo a | xargs nosuch", "ProgramNotFound", "nosuch"],
  ["./for-nosuch", "ProgramNotFound", "nosuch"],
  ["nosuch 2> /dev/null", "ProgramNotFound"],
  ["./interpreter-gone", "InterpreterNotFound", "interpreter-gone"],
  ["./windows-env", "WindowsLineEndings"],
  ["bash windows-lines", "WindowsLineEndings"],
  ["./broken-binary", "ProgramForOtherSystem", "broken-binary"],
  ["./text", "ProgramNotExecutable", "text"],
  ["./text 2> /dev/null", "ProgramNotExecutable"],
  ["python3 -c 'import nosuch.deep'", "ModuleNotFound", "nosuch"],
  ["python3 gone.py", "FileNotFound", "gone.py"],
  ['python3 "$PWD/gone.py"', "FileNotFound", "gone.py"],
  ["bash gone.sh", "FileNotFound", "gone.sh"],
  ["./gone.sh", "FileNotFound", "gone.sh"],
  ["perl gone.pl", "FileNotFound", "gone.pl"],
  ["kill -KILL $$", "OutOfMemory"],
  ["kill -SEGV $$", "ProgramCrashed"],
  ["kill -TERM $$", "ProgramTerminated"],
  ["yes | head -1", "PipeClosed"],
  ["timeout 0.01 sleep 9", "CommandTimedOut"],
  ["grep x /dev/null", undefined],
  ["ls nosuch", undefined],
  ["echo > gone/file", undefined],
  ["exit 3", undefined],
];

const scripts: Readonly<Record<string, { readonly content: string; readonly mode?: number }>> = {
  "for-nosuch": { content: "#!/usr/bin/env nosuch\n" },
  "interpreter-gone": { content: "#!/nosuch/interpreter\n" },
  "windows-env": { content: "#!/usr/bin/env python3\r\nprint()\r\n" },
  "windows-lines": { content: "nosuch\r\nexit 1\r\n" },
  "broken-binary": { content: "\x7fELF\x02\x01\x01" },
  text: { content: "#!/bin/bash\n", mode: 0o644 },
};

/** Runs the command as a task's script does, and returns what the hint is made of. */
const failureIn = (cwd: string, command: string) => {
  const { status, stderr } = spawnSync(
    "bash",
    ["-c", `bash -eo pipefail -c "$0" workload; exit $?`, command],
    { cwd, encoding: "utf8" },
  );
  const lines = stderr.split("\n").filter((line) => line !== "");
  return { exitCode: status ?? assert.fail(command), code: "FailureExitCode", stderr: lines };
};

describe("failure hints", () => {
  it("explain how commands fail in this machine's shells, and no other failure", () =>
    withTemporaryFolder(async (folder) => {
      for (const [name, { content, mode = 0o755 }] of Object.entries(scripts))
        await writeFile(join(folder, name), content, { mode });
      const texts = new Set<string>();
      for (const [command, code, name = ""] of commands) {
        const failure = failureIn(folder, command);
        const hint = failureHint(failure);
        assert.equal(hint?.code, code, `${command}: ${JSON.stringify(failure)}`);
        assert(hint === undefined || hint.text.includes(name), `${command}: ${hint?.text}`);
        if (hint) texts.add(`${hint.code}: ${hint.text}`);
      }
      await assertSnapshot("results/failure-hints", [...texts].join("\n"));
    }));

  /** Lines of programs and versions that this machine may lack. */
  const lines: readonly [exitCode: number, line: string, hint: HintCode, name?: string][] = [
    [127, "/usr/bin/env: 'Rscript': No such file or directory", "ProgramNotFound", "Rscript"],
    [127, "/usr/bin/env: ‘python3\\r’: No such file or directory", "WindowsLineEndings"],
    [126, "w: line 1: ./a.sh: /bin/bash^M: bad interpreter: No such file or directory", "WindowsLineEndings"],
    [
      126,
      "w: line 1: ./a.sh: /opt/x: bad interpreter: No such file or directory",
      "InterpreterNotFound",
      "a.sh",
    ],
    [126, "xargs: ./tool: Exec format error", "ProgramForOtherSystem", "tool"],
    [1, "cd: line 1: cd: my model: No such file or directory", "FileNotFound", "my model"],
    [2, "Fatal error: cannot open file 'fit.R': No such file or directory", "FileNotFound", "fit.R"],
    [
      127,
      "./tool: error while loading shared libraries: libgomp.so.1: cannot open shared object file: No such file",
      "LibraryNotFound",
      "libgomp.so.1",
    ],
    [-9, "", "OutOfMemory"],
  ];
  for (const [exitCode, line, hint, name = ""] of lines)
    it(`explains exit code ${exitCode} with the line "${line}"`, () => {
      const found = failureHint({ exitCode, code: "FailureExitCode", stderr: [line] });
      assert.equal(found?.code, hint);
      assert(found.text.includes(name), found.text);
    });

  it("say nothing about a task that Batch ended, such as at its time limit", () =>
    assert.equal(failureHint({ exitCode: 137, code: "TaskEnded" }), undefined));

  it("say nothing about an exit code that a later line doesn't explain", () =>
    assert.equal(
      failureHint({ exitCode: 1, code: "FailureExitCode", stderr: ["w: line 1: nosuch: command not found"] }),
      undefined,
    ));
});

import type { TaskOutcome } from "./outcome.ts";

/** Usual reason of a failure, and its fix. */
export interface FailureHint {
  /** Stable name of the hint; the wording may change, the code doesn't. */
  readonly code: HintCode;
  /** One or two sentences. */
  readonly text: string;
}

export type HintCode =
  | "CommandTimedOut"
  | "FileNotFound"
  | "InterpreterNotFound"
  | "LibraryNotFound"
  | "ModuleNotFound"
  | "OutOfMemory"
  | "PipeClosed"
  | "ProgramCrashed"
  | "ProgramForOtherSystem"
  | "ProgramNotExecutable"
  | "ProgramNotFound"
  | "ProgramTerminated"
  | "WindowsLineEndings";

interface Rule {
  readonly code: HintCode;
  /** Exit codes of the program. Default: all but 0. */
  readonly exitCodes?: readonly number[];
  /** Matches a line of the task's logs. Default: the exit code is enough. */
  readonly line?: RegExp;
  /** Returns the text. `name` is the file name in the first group of `line` that took part in the match. */
  readonly text: (name: string) => string;
}

const installIt =
  'Add its package to the stack\'s setting "packages", or your own program to "files" (--files); on the local cloud, install it on this machine.';

/**
 * Rules in the order in which they are tried: those with a line before those with only an exit code, because a line proves more.
 *
 * Exit codes 126, 127 and 128 + signal: POSIX, Shell Command Language, 2.8.2. 124, 126 and 127 of `timeout`, `env` and `nohup`: GNU
 * coreutils. 127 of a missing library: ld.so. Lines are those of bash 5.1 to 5.3, dash, coreutils, glibc, CPython, Perl and R.
 */
const rules: readonly Rule[] = [
  {
    code: "WindowsLineEndings",
    line: /\\r['’]|\^M: bad interpreter|\r: bad interpreter/,
    text: () =>
      "A script has Windows line endings, which Linux reads as part of each name. Convert it: sed -i 's/\\r$//' FILE",
  },
  {
    code: "InterpreterNotFound",
    exitCodes: [126, 127],
    line: /(?:^|: )([^\s:]+): (?:cannot execute: required file not found|\S+: bad interpreter: No such file or directory)$/,
    text: (name) =>
      `${name} needs an interpreter or loader that isn't on the node. Check a script's first line and its line ending; build a binary for the Linux of the nodes.`,
  },
  {
    code: "ProgramForOtherSystem",
    line: /(?:^|: |['‘])([^\s:'‘’]+)['’]?: (?:cannot execute binary file: )?Exec format error$/,
    text: (name) =>
      `${name} is a binary for another system or CPU, or a script without a first line such as #!/bin/bash. Build it for the nodes, or add the line.`,
  },
  {
    code: "ProgramNotExecutable",
    exitCodes: [126],
    line: /(?:^|: |['‘])([^\s:'‘’]+)['’]?: Permission denied$/,
    text: (name) => `${name} isn't executable. Run chmod +x on it on your machine, and submit again.`,
  },
  {
    code: "LibraryNotFound",
    line: /error while loading shared libraries: ([^\s:]+): cannot open shared object file/,
    text: (name) =>
      `The library ${name} isn't on the node. Add its Debian package to the stack's setting "packages", or link the program statically.`,
  },
  {
    code: "ModuleNotFound",
    line: /^ModuleNotFoundError: No module named '([^'.]+)/,
    text: (name) =>
      `The Python module ${name} isn't on the node. Add its package (the name may differ) to "requirements" (--requirements), or your own file to "files" (--files).`,
  },
  {
    code: "FileNotFound",
    line: /: line \d+: cd: (.+): No such file or directory$/,
    text: (name) =>
      `There is no folder ${name} on the node. Name its files in the command by their paths, or send it with "files" (--files).`,
  },
  {
    code: "FileNotFound",
    exitCodes: [2, 127],
    line: /can't open file '([^']+)': \[Errno 2\]|Can't open perl script "([^"]+)"|^Fatal error: cannot open file '([^']+)': No such|^\w*sh: (?:\d+: )?(?:cannot open )?([^\s:]+): No such file|: line \d+: (\S*\/\S*): No such file or directory$/,
    text: (name) =>
      `There is no ${name} at this path on the node. Inputs are in the task's working directory, "files" (--files) in "$WORKLOAD_DIR".`,
  },
  {
    code: "ProgramNotFound",
    exitCodes: [127],
    line: /(?:^|: )([^\s:]+): (?:command )?not found$|^(?:\S*\/)?(?:env|xargs|nohup|timeout|nice|stdbuf|setsid|time): (?:.*['‘])?([^\s'‘’]+)['’]?: No such file or directory$/,
    text: (name) => `${name} isn't installed on the node. ${installIt}`,
  },
  {
    code: "ProgramNotFound",
    exitCodes: [127],
    text: () => `Usually, the command calls a program that isn't installed on the node. ${installIt}`,
  },
  {
    code: "ProgramNotExecutable",
    exitCodes: [126],
    text: () =>
      "Usually, the command calls a file that can't be executed: a folder, a file without chmod +x, or a program for another system.",
  },
  {
    code: "OutOfMemory",
    exitCodes: [137],
    text: () =>
      'A process was killed (SIGKILL), usually because the node ran out of memory. Give each task more "slots" (--slots), so that fewer share a node, or set a larger vmSize.',
  },
  {
    code: "PipeClosed",
    exitCodes: [141],
    text: () =>
      "A program in a pipeline wrote to one that had ended, such as head (SIGPIPE). If that is intended, begin the command with: set +o pipefail",
  },
  {
    code: "ProgramCrashed",
    exitCodes: [139],
    text: () =>
      "The program read or wrote memory that isn't its own (SIGSEGV): a bug in it or in a native library, or a stack that is too small (ulimit -s).",
  },
  {
    code: "CommandTimedOut",
    exitCodes: [124],
    text: () =>
      'Usually, the program "timeout" in the command ended the task. Give it more time; the time limit of the task wasn\'t reached.',
  },
  {
    code: "ProgramTerminated",
    exitCodes: [143],
    text: () =>
      "Another process ended the program (SIGTERM), such as kill or timeout in the command. The task's time limit and cancel send no SIGTERM.",
  },
];

type Failed = Pick<TaskOutcome, "exitCode" | "code" | "stderr" | "stdout">;

/**
 * Returns the hint for a failed task. Undefined if its program didn't fail (a task that Batch or the runner ended also has an exit code,
 * which says nothing about the program), or if no rule applies.
 */
export const failureHint = ({
  exitCode = 0,
  code,
  stderr = [],
  stdout = [],
}: Failed): FailureHint | undefined => {
  if (code !== "FailureExitCode" || exitCode === 0) return undefined;
  // Batch reports a script that a signal ended by the negative number, a shell by 128 more.
  const ownCode = exitCode < 0 ? 128 - exitCode : exitCode;
  const lines = [...stdout, ...stderr];
  for (const { code, exitCodes, line, text } of rules) {
    if (exitCodes?.includes(ownCode) === false) continue;
    if (line === undefined) return { code, text: text("") };
    const match = lines.map((each) => line.exec(each)).findLast((found) => found !== null);
    if (match) return { code, text: text(fileName(match)) };
  }
  return undefined;
};

const fileName = ([, ...groups]: RegExpExecArray): string =>
  groups.find((group) => group !== undefined)?.replace(/.*\//, "") ?? "";

import { quote } from "shlex";
import type { ErrorCode } from "../error-codes.ts";
import { usageError } from "../errors.ts";
import { taskScript } from "../job/task-script.ts";
import type { Manifest, ManifestTask } from "../manifest/manifest.ts";
import { textProblem } from "../manifest/paths.ts";

/** Bytes that Linux takes of one argument or variable, its NUL included (MAX_ARG_STRLEN, execve(2)). */
const mostOfOne = 131_072;

/** Bytes of all arguments and variables: a quarter of the usual stack of 8 MiB, with room for what Batch sets (execve(2)). */
const mostOfAll = 2 * 1024 * 1024 - 128 * 1024;

/** Characters of a task's script and variables in a request of at most 1 MB, with room for its other properties. */
const mostOfRequest = 800_000;

/** A task whose text is shorter than this reaches none of the limits, however it is quoted. Characters. */
const surelyFits = 10_000;

type Program = Pick<Manifest, "workload" | "codeSha256" | "command" | "retries">;

/** Refuses a task whose arguments, variables or command no node could start. */
export const checkSizes = (task: ManifestTask, program: Program): void => {
  const { name = task.id, args, env = {} } = task;
  const what = `task "${name}"`;
  for (const [i, arg] of args.entries()) {
    const problem = textProblem(arg);
    if (problem !== undefined)
      throw usageError("InvalidArgument", `argument ${i + 1} of ${what}: expected text, got ${problem}`);
  }
  if (charactersOf(task, program) < surelyFits) return;
  for (const [i, arg] of args.entries())
    checkOne("ArgumentTooLarge", `argument ${i + 1} of ${what}`, bytes(arg), asFile);
  for (const [variable, value] of Object.entries(env))
    checkOne(
      "VariableTooLarge",
      `environment variable ${variable} of ${what}`,
      bytes(variable) + 1 + bytes(value),
      asFile,
    );
  const all = sum([...args, ...Object.entries(env).flat()], (text) => bytes(text) + pointer);
  check("ArgumentsTooLarge", `arguments and environment variables of ${what}`, all, mostOfAll, asFile);
  const script = taskScript(task, program, { nodePath: "node" });
  checkOne("CommandTooLarge", `command and outputs of ${what}`, bytes(script) + room, asScript);
  const request = JSON.stringify([quote(script), env]).length;
  check(
    "RequestTooLarge",
    `command and environment variables of ${what}`,
    request,
    mostOfRequest,
    asFile,
    "characters in a request to Batch",
  );
};

const charactersOf = (
  { args, env = {}, command, outputs, patterns = [] }: ManifestTask,
  program: Program,
): number =>
  sum(
    [
      ...args,
      ...Object.entries(env).flat(),
      ...outputs,
      ...patterns.map(({ pattern }) => pattern),
      command ?? program.command ?? "",
    ],
    ({ length }) => length,
  );

const sum = (texts: readonly string[], sizeOf: (text: string) => number): number =>
  texts.reduce((total, text) => total + sizeOf(text), 0);

const bytes = (text: string): number => Buffer.byteLength(text);

/** Each argument costs a NUL and a pointer besides its text. */
const pointer = 9;

/** Bytes of the path of Node and of the line that fetches many inputs (stage-files.ts). */
const room = 1000;

const asFile = "Write long text to a file, and give the task that file as an input.";
const asScript =
  'Put a long command into a script, name the script in the workload\'s files, and run "$WORKLOAD_DIR/…".';

const checkOne = (code: ErrorCode, what: string, size: number, hint: string): void =>
  check(code, what, size + 1, mostOfOne, hint, "bytes, which Linux takes as one argument or variable");

const check = (
  code: ErrorCode,
  what: string,
  size: number,
  most: number,
  hint: string,
  unit = "bytes, which Linux takes together",
): void => {
  if (size <= most) return;
  throw usageError(code, `${what}: expected at most ${most} ${unit}, got ${size}`, hint);
};

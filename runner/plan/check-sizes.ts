import { quote } from "shlex";
import type { ErrorCode } from "../error-codes.ts";
import { usageError } from "../errors.ts";
import { taskScript } from "../job/task-script.ts";
import type { Manifest, ManifestTask } from "../manifest/manifest.ts";
import { textProblem } from "../manifest/path-problems.ts";

/** Linux's limit for one argument or variable with its NUL, in bytes (MAX_ARG_STRLEN, execve(2)). */
const mostOfOne = 131_072;

/** Linux's limit for all arguments and variables, in bytes: a quarter of the usual 8 MiB stack, less room for Batch's variables (execve(2)). */
const mostOfAll = 2 * 1024 * 1024 - 128 * 1024;

/** Characters for a task's script and variables: a request of at most 1 MB, less room for its other properties. */
const mostOfRequest = 800_000;

/** Characters. Shorter text reaches none of the limits, however it is quoted. */
const surelyFits = 10_000;

type Program = Pick<Manifest, "workload" | "codeSha256" | "command" | "retries">;

/** @throws RunnerError `usage` if a task's arguments, variables or command are too long for Linux or Batch. */
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
    "characters, to fit into a request to Batch",
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

/** Bytes per argument besides its text: a NUL and a pointer. */
const pointer = 9;

/** Bytes reserved for Node's path and for the line that fetches many inputs (stage-files.ts). */
const room = 1000;

const asFile = "Write long text to a file and make it an input of the task.";
const asScript =
  'Put a long command into a script, add the script to the workload\'s files and run "$WORKLOAD_DIR/…".';

const checkOne = (code: ErrorCode, what: string, size: number, hint: string): void =>
  check(code, what, size + 1, mostOfOne, hint, "bytes, Linux's limit for one argument or variable");

const check = (
  code: ErrorCode,
  what: string,
  size: number,
  most: number,
  hint: string,
  unit = "bytes, Linux's limit for all of them together",
): void => {
  if (size <= most) return;
  throw usageError(code, `${what}: expected at most ${most} ${unit}, got ${size}`, hint);
};

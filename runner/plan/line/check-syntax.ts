import { execFile } from "node:child_process";
import { usageError } from "../../errors.ts";
import { readable } from "../../text/escape-controls.ts";

/** Older versions, such as that of macOS, don't know all of the nodes' syntax. Options of `shopt` change what bash accepts. */
const check = '((BASH_VERSINFO[0] >= 4)) || exit 0; exec bash --norc -n -c "$1" command';

interface Place {
  /** The command or option, named in the error. */
  readonly where: string;
  readonly env: NodeJS.ProcessEnv;
}

/**
 * Refuses a command that bash can't parse, if this machine has bash.
 *
 * @throws RunnerError `CommandSyntax`.
 */
export const checkSyntax = async (script: string, { where, env }: Place): Promise<void> => {
  if (script.includes("shopt")) return;
  const stderr = await parse(script, env);
  const [problem] = stderr.split("\n");
  if (problem === undefined || problem === "") return;
  const text = problem.replace(/^.*?: (?:-c: )?(?:line \d+: )/, "");
  throw usageError(
    "CommandSyntax",
    `${where}: bash can't parse it: ${readable(text)}`,
    where === "command" && /"\$1"/.test(text) ? "Write {} where the input file's name belongs." : undefined,
  );
};

/** Returns what bash prints about a script that it can't parse. */
const parse = (script: string, env: NodeJS.ProcessEnv): Promise<string> =>
  new Promise((resolve) => {
    const options = { env: { ...env, LC_ALL: "C" } };
    execFile("bash", ["--norc", "-c", check, "bash", script], options, (error, _stdout, stderr) =>
      resolve(error !== null && typeof error.code === "number" ? stderr.trim() : ""),
    );
  });

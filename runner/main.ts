import { styleText } from "node:util";
import { Command, CommanderError, Option } from "commander";
import { ServiceError } from "./batch/service-error.ts";
import { defaultOut, defaultWorkload, type SubmitOptions, submit } from "./commands/submit.ts";
import { parseDuration } from "./duration.ts";
import { type ExitCode, exitCodes, isSystemError, RunnerError, usageError } from "./errors.ts";
import type { World } from "./world.ts";

/** Runs the command that the words after the program's name ask for. The one place that prints errors. */
export const main = async (words: readonly string[], world: World): Promise<ExitCode> => {
  const end = words.indexOf("--");
  const own = end === -1 ? words : words.slice(0, end);
  const taskArgs = end === -1 ? [] : words.slice(end + 1);
  let exitCode: ExitCode = exitCodes.ok;
  const run = async (command: Promise<ExitCode>): Promise<void> => {
    exitCode = await command;
  };
  try {
    await program({ world, taskArgs, run }).parseAsync(own, { from: "user" });
    return exitCode;
  } catch (error) {
    return report(error, world);
  }
};

interface ProgramOptions {
  readonly world: World;
  /** What follows `--`. */
  readonly taskArgs: readonly string[];
  readonly run: (command: Promise<ExitCode>) => Promise<void>;
}

const program = ({ world, taskArgs, run }: ProgramOptions): Command => {
  const { stdout, stderr } = world.terminal;
  const all = new Command("npm run")
    .description("Runs workloads on Azure Batch, or on the local cloud where no Pulumi stack is selected.")
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void stdout.write(text),
      writeErr: (text) => void stderr.write(text),
      outputError: (text, write) =>
        write(text.replace(/^error:/, styleText("red", "Error:", { stream: stderr }))),
    })
    .usage("<command> -- [options]");
  all.addCommand(
    submitCommand(world).action((workload: string | undefined, flags: SubmitFlags) =>
      run(submit(submitOptions({ workload, flags, taskArgs }), world)),
    ),
  );
  for (const command of all.commands) command.copyInheritedSettings(all);
  return all;
};

const submitCommand = ({ workloads }: World): Command =>
  new Command("submit")
    .description("Run a workload: a task for each input file, results in a table and in files.")
    .usage("-- [workload] [options] [-- task arguments]")
    .argument("[workload]", `which one (default: ${defaultWorkload})`)
    .option("-i, --input <globs...>", "input files (default: those that the workload names)")
    .option("-o, --out <folder>", "where results go, in a folder for each run", defaultOut)
    .option("--timeout <duration>", "how long to wait, such as 90s, 20m or 1h30m", "20m")
    .option("-y, --yes", "delete the job at the end without asking")
    .addOption(new Option("--keep-job", "keep the job without asking").conflicts("yes"))
    .option("--resume <job>", "come back to a run that was left, from any folder")
    .option("--stack <name>", "Pulumi stack to run on (default: the selected one)")
    .addOption(
      new Option("--outputs <file>", "what pulumi stack output --json --show-secrets said").conflicts(
        "stack",
      ),
    )
    .option("--json", "print events as JSON to standard output, one a line")
    .addHelpText("after", () => submitHelp(workloads));

interface SubmitFlags {
  readonly input?: string[];
  readonly out: string;
  readonly timeout: string;
  readonly yes?: boolean;
  readonly keepJob?: boolean;
  readonly resume?: string;
  readonly stack?: string;
  readonly outputs?: string;
  readonly json?: boolean;
}

interface SubmitWords {
  readonly workload: string | undefined;
  readonly flags: SubmitFlags;
  readonly taskArgs: readonly string[];
}

const submitOptions = ({ workload, flags, taskArgs }: SubmitWords): SubmitOptions => {
  const { input = [], timeout, yes = false, keepJob = false, ...rest } = flags;
  if (rest.resume !== undefined && (workload !== undefined || input.length > 0 || taskArgs.length > 0)) {
    throw usageError("--resume takes workload, inputs and task arguments from the run, so give none of them");
  }
  const timeoutMs = parseDuration(timeout, "--timeout");
  return { ...rest, workload, inputs: input, args: taskArgs, timeoutMs, yes, keepJob };
};

const submitHelp = (workloads: World["workloads"]): string => {
  const width = Math.max(...Object.keys(workloads).map(({ length }) => length));
  const list = Object.entries(workloads).map(
    ([name, { description }]) => `  ${name.padEnd(width)}  ${description}`,
  );
  return `
Workloads:
${list.join("\n")}

Examples:
  npm run submit                                             the sample workload on the sample texts
  npm run submit -- top-words --input 'texts/**/*.txt' -- --top 5
  npm run submit -- --yes --json                             in a script
  npm run submit -- --resume top-words-20261123-101500-k3x9  finish a run that was left

Exit codes:
  0 all tasks succeeded      2 usage or configuration    4 not finished in time
  1 internal error           3 environment not ready     100 some tasks failed
                                                         130 interrupted
`;
};

/** Says what went wrong: a line and a hint for what is expected to happen, a stack for a bug. */
const report = (error: unknown, { terminal, signal }: World): ExitCode => {
  const { stderr } = terminal;
  const say = (text: string): void => void stderr.write(`${text}\n`);
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
  if (error instanceof RunnerError) {
    say(
      error.kind === "interrupted"
        ? error.message
        : `${styleText("red", "Error:", { stream: stderr })} ${error.message}`,
    );
    if (error.hint !== undefined) say(error.hint);
    return exitCodes[error.kind];
  }
  if (signal.aborted) {
    say("Interrupted before the job was started: nothing runs");
    return exitCodes.interrupted;
  }
  if (error instanceof ServiceError) {
    say(`${styleText("red", "Error:", { stream: stderr })} ${error.code}: ${error.message}`);
    if (error.status === undefined) say("Is this machine online, and does the stack still exist?");
    return isEnvironmental(error) ? exitCodes.environment : exitCodes.internal;
  }
  if (isSystemError(error)) {
    say(`${styleText("red", "Error:", { stream: stderr })} ${error.message}`);
    return exitCodes.environment;
  }
  say(error instanceof Error ? (error.stack ?? error.message) : String(error));
  return exitCodes.internal;
};

/** No answer, throttling, a failing service, keys that are refused, a quota: nothing that this program could mend. */
const isEnvironmental = ({ isTransient, status, code }: ServiceError): boolean =>
  isTransient || status === 401 || status === 403 || code.includes("Quota");

import { resolve } from "node:path";
import { Command, type CommanderError, Option } from "commander";
import { type AttachOptions, attach, cloudEnded } from "./attach.ts";
import { AlreadyRunningError, ExpectedError, messageOf, stackOf } from "./emulator/system/errors.ts";
import { parsePace } from "./emulator/time/pace.ts";
import { LocalCloudError } from "./errors.ts";
import { alreadyRunningExitCode, notReadyExitCode, usageExitCode } from "./exit-codes.ts";
import { readFaultSettings } from "./fault-settings.ts";
import { runInForeground } from "./foreground.ts";
import { stop } from "./lease.ts";
import { createLog } from "./log.ts";
import { statusJson, statusOf, statusText } from "./status.ts";

interface Options {
  readonly dir: string;
  readonly project?: string;
  readonly linger: string;
  readonly deadline: string;
  readonly stackFile?: string;
  readonly fault?: string[];
  readonly faultSeed?: string;
  readonly pace?: string;
  readonly start?: boolean;
}

const main = async (): Promise<void> => {
  // Commander's own exit code for a wrong argument is the one of a bug.
  const exit = ({ exitCode }: CommanderError): never => process.exit(exitCode === 0 ? 0 : usageExitCode);
  const program = new Command("azbatch local")
    .exitOverride(exit)
    .helpOption("-h, --help", "show help")
    .helpCommand(false)
    .description(
      "Run Azure Blob Storage and Azure Batch on this machine, with the resources of the Pulumi program.",
    )
    .action((_, command: Command) => {
      refuseUnknown(command);
      return runInForeground(optionsOf(command));
    });
  withOptions(program);
  withOptions(program.command("start"))
    .description("Run the local cloud until Ctrl-C. This is the default.")
    .action((_, command: Command) => runInForeground(optionsOf(command)));
  withFolder(program.command("status"))
    .description("Show whether the local cloud runs, its addresses, tasks, users and disk space.")
    .option("--json", "print one JSON object")
    .action(({ json }: { json?: boolean }, command: Command) => runStatus(optionsOf(command), json));
  withOptions(program.command("attach"))
    .description(
      "Start the local cloud if needed, print its stack outputs as JSON, and keep it running until standard input ends.",
    )
    .option("--no-start", "fail if no local cloud is running")
    .action((_, command: Command) => runAttached(optionsOf(command)));
  withFolder(program.command("stop"))
    .description("Stop the local cloud and its tasks. Its data stays.")
    .action((_, command: Command) => runStop(optionsOf(command)));
  withOptions(program.command("serve", { hidden: true })).action((_, command: Command) =>
    runServe(optionsOf(command)),
  );
  // After the commands, which would inherit it.
  program.allowExcessArguments();
  await program.parseAsync();
};

const refuseUnknown = (program: Command): void => {
  const [word] = program.args;
  if (word === undefined) return;
  program.error(`Error: unknown command ${printable(word)}; expected start, status, stop or attach`);
};

/** Adds the options of a command that uses a running cloud. `azbatch local` passes `--project` to all commands. */
const withFolder = (command: Command): Command =>
  command.addOption(folderOption()).addOption(projectOption().hideHelp());

const withOptions = (command: Command): Command =>
  command
    .addOption(folderOption())
    .addOption(projectOption())
    .option("--stack-file <file>", "stack settings, such as Pulumi.dev.yaml")
    .option(
      "--fault <fault>",
      "failure to inject, such as throttle:5%; repeatable; see local/emulator/faults/README.md",
      collect,
    )
    .option("--fault-seed <number>", "seed of the faults' random numbers (default: 1)")
    .option(
      "--pace <pace>",
      "time that nodes and states take: instant (default), azure, or azure/10 for a tenth of it",
    )
    .addOption(
      seconds("--linger <seconds>", "time until an unused cloud without unfinished tasks stops", "5"),
    )
    .addOption(seconds("--deadline <seconds>", "time until the cloud must be ready", "60"));

const folderOption = (): Option => {
  const folder = process.env.BATCH_LOCAL_DIR || ".local";
  return new Option("--dir <folder>", "folder of the cloud's data").default(folder, folder);
};

const projectOption = (): Option =>
  new Option("--project <folder>", "folder of a Pulumi.yaml with settings (default: none)");

/** The second argument of `default` is the text in the help; without it, Commander adds quotes. */
const seconds = (flags: string, description: string, value: string): Option =>
  new Option(flags, description).default(value, value);

const collect = (value: string, values: string[] = []): string[] => [...values, value];

const optionsOf = (command: Command): AttachOptions => {
  // Options after the command's name override those before it.
  const { dir, project, linger, deadline, stackFile, fault, faultSeed, pace, start } =
    command.optsWithGlobals<Options>();
  return {
    dir: resolve(dir),
    project: project === undefined ? undefined : resolve(project),
    stackFile: stackFile === undefined ? undefined : resolve(stackFile),
    faults: checkedFaults(fault, faultSeed),
    pace: checkedPace(pace),
    start,
    lingerMs: milliseconds("--linger", linger),
    deadlineMs: milliseconds("--deadline", deadline),
  };
};

const checkedFaults = (...options: Parameters<typeof readFaultSettings>) => {
  try {
    return readFaultSettings(...options);
  } catch (error) {
    if (!(error instanceof ExpectedError)) throw error;
    throw new LocalCloudError("InvalidOption", error.message);
  }
};

const checkedPace = (text: string | undefined): string | undefined => {
  try {
    if (text !== undefined) parsePace(text);
    return text;
  } catch (error) {
    throw new LocalCloudError("InvalidOption", `--${messageOf(error)}`);
  }
};

const milliseconds = (flag: string, text: string): number => {
  const seconds = Number(text);
  if (text.trim() !== "" && seconds >= 0 && seconds < 1e6) return seconds * 1000;
  throw new LocalCloudError(
    "InvalidOption",
    `${flag}: expected a number of seconds from 0 to 999999, got "${text}"`,
  );
};

const runAttached = async (options: AttachOptions): Promise<void> => {
  // Ctrl-C is for the parent process; when that ends, standard input ends.
  process.on("SIGINT", () => {});
  const closed = new Promise<"closed">((done) => {
    // A broken pipe emits only `close`, /dev/null only `end`.
    const end = (): void => done("closed");
    process.stdin.once("end", end).once("close", end).once("error", end).resume();
  });
  const lease = await attach({ ...options, pid: process.ppid });
  process.stdout.write(`${JSON.stringify(lease.outputs)}\n`);
  if ((await Promise.race([closed, lease.ended])) !== "closed") throw cloudEnded(options.dir);
  lease.release();
};

const runStop = async ({ dir }: AttachOptions): Promise<void> => {
  process.stderr.write(`${stopWords[await stop(dir)]}\n`);
};

/** Exits with 3 if no cloud runs, as commands do that need one. */
const runStatus = async ({ dir }: AttachOptions, isJson = false): Promise<void> => {
  const status = await statusOf(dir);
  process.stdout.write(isJson ? `${statusJson(status)}\n` : await statusText(status, new Date()));
  process.exitCode = status.isRunning ? 0 : notReadyExitCode;
};

const stopWords = {
  ended: "The local cloud has stopped; its data stays",
  killed: "The local cloud did not stop and was killed; its data stays",
  "none runs": "No local cloud is running",
} as const;

const runServe = async ({ lingerMs, deadlineMs: _, ...options }: AttachOptions): Promise<void> => {
  // Only this command needs Pulumi and the emulator.
  const { serve } = await import("./serve.ts");
  await serve({ ...options, lingerMs, log: createLog() });
};

const exitCodeOf = (error: unknown): number => {
  if (error instanceof AlreadyRunningError) return alreadyRunningExitCode;
  if (error instanceof LocalCloudError && error.code === "InvalidOption") return usageExitCode;
  return error instanceof ExpectedError || isFileError(error) ? notReadyExitCode : 1;
};

/** A file of the cloud that this user can't read or write is not a bug. */
const isFileError = (error: unknown): boolean =>
  error instanceof Error && "syscall" in error && "path" in error;

/** Runs the command that the arguments name, prints its error if it fails, and ends the process. */
export const runCommandLine = async (): Promise<never> => {
  try {
    await main();
    process.exit();
  } catch (error) {
    const isKnown = error instanceof ExpectedError || isFileError(error);
    process.stderr.write(`${isKnown ? `Error: ${printable(messageOf(error))}` : stackOf(error)}\n`);
    process.exit(exitCodeOf(error));
  }
};

/** Escapes control characters and bidi controls, so that a terminal shows them. */
const printable = (message: string): string =>
  message.replace(/[[\p{C}\p{Zl}\p{Zp}]--[\n\t]]/gv, (character) => {
    const code = (character.codePointAt(0) ?? 0).toString(16);
    return `\\u{${code}}`;
  });

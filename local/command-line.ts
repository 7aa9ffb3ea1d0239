import { rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { Command } from "commander";
import { type AttachOptions, attach, logPath } from "./attach.ts";
import { AlreadyRunningError, ExpectedError, messageOf, stackOf } from "./emulator/system/errors.ts";
import { environmentFile } from "./environment-file.ts";
import { LocalCloudError } from "./errors.ts";
import { alreadyRunningExitCode, notReadyExitCode } from "./exit-codes.ts";
import { readFaultSettings } from "./fault-settings.ts";
import { requestProviderPort, stop } from "./lease.ts";
import { createLog } from "./log.ts";
import { printable } from "./printable.ts";
import { welcome } from "./welcome.ts";

interface Options {
  readonly dir: string;
  readonly linger: string;
  readonly deadline: string;
  readonly stackFile?: string;
  readonly fault?: string[];
  readonly faultSeed?: string;
}

const main = async (): Promise<void> => {
  const program = new Command("npm run local --")
    .description(
      "The local cloud: Azure Blob and Azure Batch on this machine, with what the Pulumi program declares.",
    )
    .action((_, command: Command) => runInForeground(optionsOf(command)));
  withOptions(program);
  withOptions(program.command("attach"))
    .description("print the stack's outputs as JSON, and keep the cloud running until standard input ends")
    .action((_, command: Command) => runAttached(optionsOf(command)));
  withOptions(program.command("stop"))
    .description("end the local cloud and all that runs in it")
    .action((_, command: Command) => runStop(optionsOf(command)));
  withOptions(program.command("serve", { hidden: true })).action((_, command: Command) =>
    runServe(optionsOf(command)),
  );
  await program.parseAsync();
};

const withOptions = (command: Command): Command =>
  command
    .option("--dir <folder>", "where the cloud keeps its data", process.env.BATCH_LOCAL_DIR ?? defaultDir)
    .option("--stack-file <file>", "settings over the defaults, such as Pulumi.dev.yaml")
    .option(
      "--fault <fault>",
      "what fails on purpose, such as throttle:5%: see local/emulator/faults/README.md",
      collect,
    )
    .option("--fault-seed <number>", "another seed, other faults of the same kind")
    .option("--linger <seconds>", "how long it runs on when nobody uses it and no task is left", "5")
    .option("--deadline <seconds>", "how long to wait until it is ready", "60");

const collect = (value: string, values: string[] = []): string[] => [...values, value];

const defaultDir = fileURLToPath(new URL("../.local", import.meta.url));

const optionsOf = (command: Command): AttachOptions => {
  // A command's own options win over those before its name.
  const { dir, linger, deadline, stackFile, fault, faultSeed } = command.optsWithGlobals<Options>();
  return {
    dir: resolve(dir),
    stackFile: stackFile === undefined ? undefined : resolve(stackFile),
    faults: readFaultSettings(fault, faultSeed),
    lingerMs: milliseconds("--linger", linger),
    deadlineMs: milliseconds("--deadline", deadline),
  };
};

const milliseconds = (flag: string, text: string): number => {
  const seconds = Number(text);
  if (text.trim() !== "" && seconds >= 0 && seconds < 1e6) return seconds * 1000;
  throw new LocalCloudError("InvalidOption", `${flag}: expected a number of seconds, found "${text}"`);
};

const runInForeground = async (options: AttachOptions): Promise<void> => {
  const environment = join(options.dir, "env");
  // One that a killed process left behind names ports where nobody listens.
  await rm(environment, { force: true });
  const lease = await attach(options);
  const variables = environmentFile(lease.outputs, await requestProviderPort(options.dir));
  await writeFile(environment, variables, { mode: 0o600 });
  process.stdout.write(welcome(lease.outputs, options.dir));
  const interrupted = new Promise<"interrupted">((done) => {
    // For good: npm passes on what the terminal has sent already, and the second one would end this before it has cleaned up.
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
      process.on(signal, () => done("interrupted"));
  });
  if ((await Promise.race([interrupted, lease.ended])) !== "interrupted") throw ended(options.dir);
  process.stderr.write("Ending the local cloud\n");
  await stop(options.dir);
  await rm(environment, { force: true });
};

const runAttached = async (options: AttachOptions): Promise<void> => {
  // Ctrl-C is for the program that has started this one; when it is gone, so is our input.
  process.on("SIGINT", () => {});
  const closed = new Promise<"closed">((done) => {
    // A pipe that breaks closes without an end, /dev/null ends without a close.
    const end = (): void => done("closed");
    process.stdin.once("end", end).once("close", end).once("error", end).resume();
  });
  const lease = await attach(options);
  process.stdout.write(`${JSON.stringify(lease.outputs)}\n`);
  if ((await Promise.race([closed, lease.ended])) !== "closed") throw ended(options.dir);
  lease.release();
};

const ended = (dir: string): LocalCloudError =>
  new LocalCloudError("CloudEnded", `The local cloud has ended while it was in use; see ${logPath(dir)}`);

const runStop = async ({ dir }: AttachOptions): Promise<void> => {
  process.stderr.write(`${stopWords[await stop(dir)]}\n`);
};

const stopWords = {
  ended: "The local cloud has ended",
  killed: "The local cloud did not end and was killed",
  "none runs": "No local cloud is running",
} as const;

const runServe = async ({ dir, stackFile, faults, lingerMs }: AttachOptions): Promise<void> => {
  // Only this command needs Pulumi and the emulator.
  const { serve } = await import("./serve.ts");
  await serve({ dir, stackFile, faults, lingerMs, log: createLog() });
};

const exitCodeOf = (error: unknown): number => {
  if (error instanceof AlreadyRunningError) return alreadyRunningExitCode;
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

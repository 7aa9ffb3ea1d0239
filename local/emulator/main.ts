import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { type CliOptions, help, isLoopback, readCliOptions } from "./cli-options.ts";
import {
  type BatchService,
  blobAccessOf,
  createFaults,
  EmulatorError,
  type Provisioning,
  startBatchService,
} from "./index.ts";
import { BatchError } from "./protocol/errors.ts";
import { codeOf, ExpectedError, messageOf, stackOf } from "./system/errors.ts";

/** Exit code for invalid arguments, and for a folder or port that can't be used. */
const usageExitCode = 2;

/** Runs the program `azure-batch-emulator`. */
export const main = async (): Promise<void> => {
  await run().catch(exitWith);
};

const run = async (): Promise<void> => {
  // The reader of a pipe may end before this program.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
  const stopped = stopSignal();
  const options = readCliOptions(process.argv.slice(2), process.env);
  if (options.help || options.version) {
    process.stdout.write(options.help ? help : `${version()}\n`);
    process.exit();
  }
  if (!isLoopback(options.host) && options.execute)
    warn(
      `listening on ${options.host}: clients with an account's key run programs as your user. No sandbox.`,
    );
  const service = await start(options);
  print(service, options);
  reportHealth(service, options);
  await stopped;
  await service.close();
  process.exit();
};

/** Resolves at the first signal to stop, or when npx has ended. A second signal ends the process at once; its tasks end at the next start. */
const stopSignal = (): Promise<void> =>
  new Promise((stop) => {
    let isStopping = false;
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
      process.on(signal, () => {
        if (isStopping) process.exit(1);
        isStopping = true;
        stop();
      });
    // npx ends at SIGTERM without passing it on.
    const { ppid } = process;
    if (process.env.npm_command === "exec")
      setInterval(() => process.ppid !== ppid && stop(), parentIntervalMs).unref();
  });

const parentIntervalMs = 200;

const warn = (message: string): void => {
  process.stderr.write(`Warning: ${message}\n`);
};

const start = (options: CliOptions): Promise<BatchService> => {
  const { host, port, advertise, allowReset, execute, pace, verbose, quiet } = options;
  const log = (line: string) => process.stderr.write(`${line}\n`);
  const { faults, faultSeed: seed, storage } = options;
  return startBatchService({
    ...{ host, port, advertise, allowReset, execute, pace },
    dir: resolve(options.dir),
    log: quiet ? undefined : log,
    logRequests: verbose,
    blobAccess: storage === undefined ? undefined : blobAccessOf(storage),
    faults: faults.length === 0 ? undefined : createFaults(faults, { seed, log }),
    provision: (service) => provision(service, options),
  });
};

const provision = (service: Provisioning, { accounts, pools }: CliOptions): void => {
  for (const { name, key } of accounts) {
    service.putAccount(name, key);
    for (const { source, body } of pools) {
      try {
        service.putPool(name, body);
      } catch (error) {
        if (!(error instanceof BatchError)) throw error;
        const values = error.values.map((each) => `, ${each.key} ${each.value}`).join("");
        throw new EmulatorError("InvalidOption", `--pool ${source}: ${error.code}${values}`);
      }
    }
  }
};

/** Prints the variables of the first account, and those of other accounts as comments. */
const print = (service: BatchService, { accounts }: CliOptions): void => {
  const [first = "", ...others] = accounts.map(
    ({ name }) => `AZURE_BATCH_ACCOUNT=${name}\nAZURE_BATCH_ACCESS_KEY=${service.putAccount(name).key}\n`,
  );
  const comments = others.map((each) => `# ${each.trim().replace("\n", " ")}\n`).join("");
  process.stdout.write(`AZURE_BATCH_ENDPOINT=${service.endpoint}\n${first}${comments}`);
};

const healthIntervalMs = 100;

/** Logs when the pools of `--pool` are ready, or why they aren't. */
const reportHealth = (service: BatchService, { pools, quiet }: CliOptions): void => {
  if (pools.length === 0) return;
  const timer = setInterval(() => {
    const { status, reason } = service.health();
    if (status === "starting") return;
    clearInterval(timer);
    if (status === "failed") process.stderr.write(`Error: ${reason}\n`);
    else if (!quiet) process.stderr.write("Ready.\n");
  }, healthIntervalMs);
};

/** The file is next to the program in a checkout, and one folder up in the package. */
const version = (): string => {
  const file = ["./package.json", "../package.json"]
    .map((path) => new URL(path, import.meta.url))
    .find(existsSync);
  return file === undefined ? "" : JSON.parse(readFileSync(file, "utf8")).version;
};

const exitWith = (error: unknown): never => {
  const expected = describe(error);
  process.stderr.write(expected === undefined ? `${stackOf(error)}\n` : `Error: ${expected}\n`);
  process.exit(expected === undefined ? 1 : usageExitCode);
};

/** Returns the message of an error that the user can fix. */
const describe = (error: unknown): string | undefined => {
  if (error instanceof ExpectedError) return messageOf(error);
  switch (codeOf(error)) {
    case "EADDRINUSE":
      return "--port: expected a free port, got one that another program uses. Choose another, or 0 for any free one.";
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
      return "--host: expected an address of this machine. 127.0.0.1 is the default, 0.0.0.0 means all.";
  }
  return error instanceof Error && "syscall" in error ? messageOf(error) : undefined;
};

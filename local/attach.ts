import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, existsSync, openSync, readFileSync, statSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { LocalCloudError } from "./errors.ts";
import { alreadyRunningExitCode } from "./exit-codes.ts";
import { describeFaults, type FaultSettings, faultArguments } from "./fault-settings.ts";
import { type Lease, requestLease } from "./lease.ts";
import { prepareFolder } from "./state/folder.ts";

export interface AttachOptions {
  readonly dir: string;
  /** Settings for a cloud that this call starts; an error if one with other settings runs. */
  readonly stackFile?: string;
  /** Likewise. */
  readonly faults?: FaultSettings;
  readonly lingerMs: number;
  /** How long to wait until the cloud is ready. */
  readonly deadlineMs: number;
}

export const logPath = (dir: string): string => join(dir, "local-cloud.log");

/** Finds the local cloud of a folder or starts it in the background. Any number of processes may do so at a time. */
export const attach = async (options: AttachOptions): Promise<Lease> => {
  const signal = AbortSignal.timeout(options.deadlineMs);
  prepareFolder(options.dir);
  const logged = startOfLog(options.dir);
  let server: ChildProcess | undefined;
  while (!signal.aborted) {
    const found = await requestLease({ dir: options.dir, signal });
    if (typeof found !== "string") return checkFaults(checkStackFile(found, options), options);
    if (found === "none runs") server ??= spawnServer(options);
    if (server && hasFailed(server)) throw startError(options.dir, logged);
    // Another attach was faster: look again.
    if (server?.exitCode !== null) server = undefined;
    await delay(50);
  }
  throw new LocalCloudError(
    "NotReady",
    `The local cloud was not ready after ${options.deadlineMs / 1000} s; see ${logPath(options.dir)}`,
  );
};

const hasFailed = ({ exitCode, signalCode }: ChildProcess): boolean =>
  signalCode !== null || ![null, 0, alreadyRunningExitCode].includes(exitCode);

const checkStackFile = (lease: Lease, { stackFile }: AttachOptions): Lease => {
  const found = lease.stackFile;
  if (stackFile === undefined || stackFile === found) return lease;
  lease.release();
  throw new LocalCloudError(
    "OtherSettings",
    `The local cloud runs with the settings of ${found ?? "Pulumi.yaml"}; to start it with those of ${stackFile}, ` +
      "stop it first: npm run local -- stop",
  );
};

const checkFaults = (lease: Lease, { faults }: AttachOptions): Lease => {
  if (faults === undefined || describeFaults(faults) === lease.faults) return lease;
  lease.release();
  throw new LocalCloudError(
    "OtherFaults",
    `The local cloud runs with ${lease.faults === undefined ? "no faults" : `the faults ${lease.faults}`}; to start it with ` +
      `${describeFaults(faults)}, stop it first: npm run local -- stop`,
  );
};

const cli = fileURLToPath(new URL("./cli.ts", import.meta.url));

const spawnServer = ({ dir, stackFile, lingerMs, faults }: AttachOptions): ChildProcess => {
  const log = openSync(logPath(dir), "a", 0o600);
  const args = [cli, "serve", "--dir", dir, "--linger", String(lingerMs / 1000)];
  const stack = stackFile === undefined ? [] : ["--stack-file", stackFile];
  // A session of its own: Ctrl-C in the terminal is not for it.
  const server = spawn(process.execPath, [...args, ...stack, ...faultArguments(faults)], {
    detached: true,
    stdio: ["ignore", log, log],
  });
  closeSync(log);
  server.unref();
  return server;
};

const maxLogSize = 10_000_000;

/** Where in the log the lines of this start begin. A log that has grown large begins anew. */
const startOfLog = (dir: string): number => {
  const size = existsSync(logPath(dir)) ? statSync(logPath(dir)).size : 0;
  if (size < maxLogSize) return size;
  truncateSync(logPath(dir));
  return 0;
};

const startError = (dir: string, logged: number): LocalCloudError => {
  const lines = readFileSync(logPath(dir)).subarray(logged).toString("utf8").trim().split("\n");
  const why = lines.findLast((line) => /Error: /.test(line)) ?? lines.at(-1);
  return new LocalCloudError(
    "StartFailed",
    `The local cloud did not start: ${why || "it said nothing"} (log: ${logPath(dir)})`,
  );
};

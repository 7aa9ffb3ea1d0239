import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, existsSync, openSync, readFileSync, statSync, truncateSync } from "node:fs";
import { extname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { LocalCloudError } from "./errors.ts";
import { alreadyRunningExitCode } from "./exit-codes.ts";
import { describeFaults, type FaultSettings, faultArguments } from "./fault-settings.ts";
import { type Lease, requestLease } from "./lease.ts";
import { prepareFolder } from "./state/folder.ts";

export interface AttachOptions {
  readonly dir: string;
  /** Folder of the Pulumi.yaml with the settings of a cloud that this starts. Default: the default settings. */
  readonly project?: string;
  /** Settings of the cloud. Attaching to a running cloud with other settings is an error. */
  readonly stackFile?: string;
  /** Faults of the cloud. Attaching to a running cloud with other faults is an error. */
  readonly faults?: FaultSettings;
  /** Pace of the cloud. Attaching to a running cloud with another pace is an error. */
  readonly pace?: string;
  /** Whether to start a cloud if none runs; by default, true. */
  readonly start?: boolean;
  readonly lingerMs: number;
  /** The process that uses the cloud, for `status`; by default this one. */
  readonly pid?: number;
  /** Time until the cloud must be ready. */
  readonly deadlineMs: number;
}

const logPath = (dir: string): string => join(dir, "local-cloud.log");

/**
 * Attaches to the local cloud of a folder, and starts it in the background if none is running. Any number of processes can
 * attach at the same time.
 *
 * @throws LocalCloudError `NotReady` after the deadline, `StartFailed`, `OtherSettings`, `OtherFaults`, `OtherPace`, or `NotRunning`
 * if none runs and `start` is false
 */
export const attach = async (options: AttachOptions): Promise<Lease> => {
  const signal = AbortSignal.timeout(options.deadlineMs);
  prepareFolder(options.dir);
  const logged = startOfLog(options.dir);
  let server: ChildProcess | undefined;
  while (!signal.aborted) {
    const found = await requestLease({ dir: options.dir, signal, pid: options.pid ?? process.pid });
    if (typeof found !== "string")
      return checkPace(checkFaults(checkStackFile(found, options), options), options);
    if (found === "none runs" && options.start === false) throw notRunning(options.dir);
    if (found === "none runs") server ??= spawnServer(options);
    if (server && hasFailed(server)) throw startError(options.dir, logged);
    // Another process has started a cloud: attach to that one.
    if (server?.exitCode !== null) server = undefined;
    await delay(50);
  }
  throw new LocalCloudError(
    "NotReady",
    `The local cloud was not ready after ${options.deadlineMs / 1000} s. See its log, ${logPath(options.dir)}.`,
  );
};

const notRunning = (dir: string): LocalCloudError =>
  new LocalCloudError(
    "NotRunning",
    `No local cloud is running in ${dir}. Start it with \`npx azbatch local\`.`,
  );

const hasFailed = ({ exitCode, signalCode }: ChildProcess): boolean =>
  signalCode !== null || ![null, 0, alreadyRunningExitCode].includes(exitCode);

const checkStackFile = (lease: Lease, { stackFile }: AttachOptions): Lease => {
  const found = lease.stackFile;
  if (stackFile === undefined || stackFile === found) return lease;
  lease.release();
  throw new LocalCloudError(
    "OtherSettings",
    `The local cloud: expected the settings of ${stackFile}, got those of ${found ?? "Pulumi.yaml"}. ` +
      "Run `npx azbatch local stop` to stop the running one.",
  );
};

const checkFaults = (lease: Lease, { faults }: AttachOptions): Lease => {
  if (faults === undefined || describeFaults(faults) === lease.faults) return lease;
  lease.release();
  throw new LocalCloudError(
    "OtherFaults",
    `The local cloud: expected the faults ${describeFaults(faults)}, got ${lease.faults ?? "none"}. ` +
      "Run `npx azbatch local stop` to stop the running one.",
  );
};

const checkPace = (lease: Lease, { pace }: AttachOptions): Lease => {
  const found = lease.pace ?? "instant";
  if (pace === undefined || pace === found) return lease;
  lease.release();
  throw new LocalCloudError(
    "OtherPace",
    `The local cloud: expected the pace ${pace}, got ${found}. ` +
      "Run `npx azbatch local stop` to stop the running one.",
  );
};

const cli = fileURLToPath(new URL(`./cli${extname(import.meta.url)}`, import.meta.url));

const spawnServer = ({ dir, project, stackFile, lingerMs, faults, pace }: AttachOptions): ChildProcess => {
  const log = openSync(logPath(dir), "a", 0o600);
  const args = [cli, "serve", "--dir", dir, "--linger", String(lingerMs / 1000)];
  const settings = Object.entries({
    "--project": project,
    "--stack-file": stackFile,
    "--pace": pace,
  }).flatMap(([flag, value]) => (value === undefined ? [] : [flag, value]));
  // A separate session: Ctrl-C in the terminal must not end the cloud.
  const server = spawn(process.execPath, [...args, ...settings, ...faultArguments(faults)], {
    detached: true,
    // Files that settings name are in the project. Without one, nothing of the user's folder may affect the cloud.
    cwd: project ?? dir,
    stdio: ["ignore", log, log],
  });
  closeSync(log);
  server.unref();
  return server;
};

const maxLogSize = 10_000_000;

/** Returns the offset in the log at which this start begins. Empties a large log. */
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
    `The local cloud did not start: ${why || "its log is empty"} (log: ${logPath(dir)})`,
  );
};

/** Returns the error of a command whose cloud has ended while in use. */
export const cloudEnded = (dir: string): LocalCloudError =>
  new LocalCloudError("CloudEnded", `The local cloud stopped while in use. See its log, ${logPath(dir)}.`);

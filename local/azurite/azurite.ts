import { type ChildProcess, fork } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { extname } from "node:path";
import * as v from "valibot";
import { type ErrorCode, errorCodeOf, LocalCloudError } from "../errors.ts";

/** A blob service: Azurite in a child process. */
export interface Azurite {
  /** `http://127.0.0.1:<port>`; a container's URL is `<endpoint>/<account>/<container>`. */
  readonly endpoint: string;
  readonly pid: number;
  /** Replaces the list of accounts, name → key. */
  setAccounts(accounts: ReadonlyMap<string, string>): Promise<void>;
  /** Resolves when everything is saved and the process has ended. */
  close(): Promise<void>;
}

export interface AzuriteOptions {
  /** Folder of the data. */
  readonly dir: string;
  /** 0, the default, chooses a free port. */
  readonly port?: number;
  readonly accounts: ReadonlyMap<string, string>;
  /** Called when the process ends unexpectedly. */
  readonly onCrash?: (why: string) => void;
}

/**
 * Starts Azurite. Resolves when it is ready.
 *
 * @throws LocalCloudError `PortInUse`, `StateCorrupt`, `BlobContentDamaged` or `BlobServiceFailed`
 */
export const startAzurite = async (options: AzuriteOptions): Promise<Azurite> => {
  const child = spawnChild(options);
  const tail = lastLines(child);
  const answer = (): Promise<unknown> => nextMessage(child, tail);
  child.send(accountsLine(options.accounts));
  const { endpoint } = v.parse(Started, await answer());
  let closing = false;
  let lastTaken = Promise.resolve();
  child.once("exit", () => closing || options.onCrash?.(`Azurite ended: ${tail()}`));

  return {
    endpoint,
    pid: child.pid!,
    setAccounts: (accounts) => {
      // Sequentially, because answers don't name the list that they are for.
      const taken = lastTaken.then(async () => {
        const answered = answer();
        child.send(accountsLine(accounts));
        await answered;
      });
      lastTaken = taken.catch(() => {});
      return taken;
    },
    close: async () => {
      closing = true;
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, "exit");
      child.disconnect();
      await exited;
    },
  };
};

const Started = v.object({ endpoint: v.string() });

const spawnChild = ({ dir, port = 0 }: AzuriteOptions): ChildProcess => {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  // --silent disables the access log. New SDKs use API versions that Azurite doesn't know.
  const args = ["--silent", "--skipApiVersionCheck", "--disableTelemetry", "--location", dir];
  const host = ["--blobHost", "127.0.0.1", "--blobPort", String(port)];
  return fork(new URL(`./azurite-child${extname(import.meta.url)}`, import.meta.url), [...args, ...host], {
    env: { ...withoutAzurite(process.env), AZURITE_CHILD_DIR: dir },
    execArgv: [],
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
};

const withoutAzurite = (environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith("AZURITE_")));

// Without any account Azurite would use its well-known one.
const accountsLine = (accounts: ReadonlyMap<string, string>): string =>
  [["none", randomBytes(64).toString("base64")], ...accounts].map((pair) => pair.join(":")).join(";");

const nextMessage = (child: ChildProcess, tail: () => string): Promise<unknown> =>
  new Promise((resolve, reject) => {
    const settle = (message?: unknown): void => {
      child.off("message", settle).off("exit", onExit);
      resolve(message);
    };
    const onExit = (): void => {
      child.off("message", settle);
      reject(failure(tail()));
    };
    child.once("message", settle).once("exit", onExit);
  });

const failure = (why: string): Error => {
  const [, code, line = why] = /^(\w+) (Error: .*)$/.exec(why) ?? [];
  return new LocalCloudError(codeOfChild(code, why), `Azurite, the blob service, did not start: ${line}`);
};

/** azurite-child.ts prints `code` before its own errors; Azurite's errors have none. */
const codeOfChild = (code: string | undefined, why: string): ErrorCode =>
  errorCodeOf(code) ?? (why.includes("EADDRINUSE") ? "PortInUse" : "BlobServiceFailed");

/** Returns a function that returns the last error line of the child's stderr. */
const lastLines = (child: ChildProcess): (() => string) => {
  let text = "";
  child.stderr?.setEncoding("utf8").on("data", (chunk: string) => {
    text = (text + chunk).slice(-4096);
  });
  return () => /^.*Error: .*$/m.exec(text)?.[0] ?? (text.trim() || "it printed nothing");
};

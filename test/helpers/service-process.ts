import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** A Batch service in its own process, which a test may kill. */
export interface ServiceProcess {
  readonly child: ChildProcess;
  readonly pid: number;
  /** Resolves when the service listens; rejects with its output if it ends before. */
  readonly ready: Promise<Target>;
  /** The end of the service's stderr. */
  readonly said: () => string;
  /** Kills the service; resolves when the process has ended. */
  kill(): Promise<void>;
}

/** Endpoint and account of a service. */
export interface Target {
  readonly endpoint: string;
  readonly key: string;
}

const script = fileURLToPath(new URL("./serve-batch.ts", import.meta.url));
// The same setting as in the local cloud and the runner.
const compileCache = fileURLToPath(new URL("../../node_modules/.cache/node", import.meta.url));

export const startService = (dir: string, pace = "instant"): ServiceProcess => {
  const env = { ...process.env, NODE_COMPILE_CACHE: compileCache };
  const child = spawn(process.execPath, [script, dir, pace], { env, stdio: ["ignore", "pipe", "pipe"] });
  const { pid } = child;
  if (pid === undefined) throw new Error("the service could not be spawned");
  let said = "";
  child.stderr.on("data", (chunk: Buffer) => {
    said = (said + chunk).slice(-10_000);
  });
  const exited = once(child, "close");
  const line = once(createInterface(child.stdout), "line").then(
    ([text]) => JSON.parse(text as string) as Target,
  );
  const ready = Promise.race([
    line,
    exited.then(([code]) => Promise.reject(new Error(`the service ended with ${code}: ${said}`))),
  ]);
  // Nothing awaits a service that is killed before it is ready.
  ready.catch(() => {});
  const kill = async () => {
    child.kill("SIGKILL");
    await exited;
  };
  return { child, pid, ready, said: () => said, kill };
};

/** Returns the resident memory of a process in bytes; 0 if it has ended. */
export const residentBytes = (pid: number): number => {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
};

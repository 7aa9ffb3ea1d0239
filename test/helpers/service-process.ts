import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** A Batch service in a process of its own, which a test may kill. */
export interface ServiceProcess {
  readonly child: ChildProcess;
  readonly pid: number;
  /** Resolves when it listens; rejects if it ends before, with what it said. */
  readonly ready: Promise<Target>;
  /** What it wrote to stderr, its end at most. */
  readonly said: () => string;
  /** Ends it at once; resolves when it is gone. */
  kill(): Promise<void>;
}

/** How to reach a service, and as whom. */
export interface Target {
  readonly endpoint: string;
  readonly key: string;
}

const script = fileURLToPath(new URL("./serve-batch.ts", import.meta.url));
// As the local cloud and the runner have it.
const compileCache = fileURLToPath(new URL("../../node_modules/.cache/node", import.meta.url));

export const startService = (dir: string): ServiceProcess => {
  const env = { ...process.env, NODE_COMPILE_CACHE: compileCache };
  const child = spawn(process.execPath, [script, dir], { env, stdio: ["ignore", "pipe", "pipe"] });
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
  // One that is killed before it was ready has nobody who waits for it.
  ready.catch(() => {});
  const kill = async () => {
    child.kill("SIGKILL");
    await exited;
  };
  return { child, pid, ready, said: () => said, kill };
};

/** Resident memory of a process in bytes; 0 if it is gone. */
export const residentBytes = (pid: number): number => {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
};

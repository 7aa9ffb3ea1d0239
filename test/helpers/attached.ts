import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import type { StackOutputs } from "../../infra/outputs.ts";

const cli = fileURLToPath(new URL("../../local/cli.ts", import.meta.url));

interface Attached {
  readonly outputs: StackOutputs;
  /** Returns the lease and waits for the process to end. */
  release(): Promise<Ended>;
  /** Resolves when the process ends. */
  readonly ended: Promise<Ended>;
}

interface Ended {
  readonly exitCode: number | null;
  readonly stderr: string;
}

/** Runs `node local/cli.ts <args>` on the local cloud in `dir`, with a short linger. */
export const runLocal = (dir: string, ...args: string[]): ChildProcess =>
  spawn(process.execPath, [cli, ...args], {
    env: { ...process.env, BATCH_LOCAL_DIR: dir },
    stdio: ["pipe", "pipe", "pipe"],
  });

export const endOf = async (child: ChildProcess): Promise<Ended> => {
  const [stderr, [exitCode]] = await Promise.all([text(child.stderr!), once(child, "exit")]);
  return { exitCode, stderr };
};

/** Attaches like the runner. */
export const attachTo = async (dir: string, ...args: string[]): Promise<Attached> => {
  const child = runLocal(dir, "attach", "--linger", "0.3", ...args);
  const ended = endOf(child);
  const line = once(createInterface({ input: child.stdout! }), "line");
  const first = await Promise.race([line, ended]);
  if (!Array.isArray(first)) throw new Error(`attach ended with ${first.exitCode}: ${first.stderr}`);
  return {
    outputs: JSON.parse(first[0]),
    ended,
    release: () => {
      child.stdin!.end();
      return ended;
    },
  };
};

/** Process of the cloud that runs in `dir`. */
export const cloudProcess = async (dir: string): Promise<number> =>
  JSON.parse(await readFile(join(dir, "control.json"), "utf8")).pid;

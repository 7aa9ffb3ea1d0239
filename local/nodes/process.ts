import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { constants } from "node:os";
import { join } from "node:path";
import { killGroup, killTree } from "./kill-tree.ts";

export interface ProcessSpec {
  readonly argv: readonly string[];
  /** The task's directory: the process runs in its `wd` and writes its `stdout.txt` and `stderr.txt` itself. */
  readonly dir: string;
  readonly env: Readonly<Record<string, string>>;
  readonly maxMillis?: number;
  /** Ends the process and all that it started. */
  readonly signal: AbortSignal;
  /** Leaves running what the process started and left behind: services that a start task sets up. */
  readonly keepsChildren?: boolean;
}

export type Ended =
  | { readonly kind: "exited"; readonly exitCode: number }
  | { readonly kind: "timedOut"; readonly exitCode: number }
  | { readonly kind: "aborted" }
  | { readonly kind: "notLaunched"; readonly error: NodeJS.ErrnoException };

/** Runs a program, with no shell, as the leader of its own session; resolves when it and its process group are gone. */
export const runProcess = (spec: ProcessSpec): Promise<Ended> => {
  if (spec.signal.aborted) return Promise.resolve({ kind: "aborted" });
  const child = start(spec);
  return new Promise((resolve) => {
    let cause: "timedOut" | "aborted" | undefined;
    const end = (why: "timedOut" | "aborted") => {
      cause ??= why;
      if (child.pid !== undefined) killTree({ session: child.pid, dir: spec.dir });
    };
    const onAbort = () => end("aborted");
    const timer =
      spec.maxMillis === undefined ? undefined : setTimeout(end, clamp(spec.maxMillis), "timedOut");
    const settle = (ended: Ended) => {
      clearTimeout(timer);
      spec.signal.removeEventListener("abort", onAbort);
      resolve(ended);
    };
    spec.signal.addEventListener("abort", onAbort, { once: true });
    child.once("error", (error) => {
      // Once it runs, an error is one of sending a signal; its exit still comes.
      if (child.pid === undefined) settle({ kind: "notLaunched", error });
    });
    child.once("exit", (code, signalName) => {
      if (!spec.keepsChildren && child.pid !== undefined) killGroup(child.pid);
      if (cause === "aborted") settle({ kind: "aborted" });
      else settle({ kind: cause ?? "exited", exitCode: exitCodeOf(code, signalName) });
    });
  });
};

// The longest that a timer takes; a task may live 180 days.
const clamp = (millis: number): number => Math.min(millis, 2 ** 31 - 1);

const start = ({ argv: [program = "", ...args], dir, env }: ProcessSpec): ChildProcess => {
  const out = openSync(join(dir, "stdout.txt"), "w");
  const err = openSync(join(dir, "stderr.txt"), "w");
  try {
    return spawn(program, args, { cwd: join(dir, "wd"), env, stdio: ["ignore", out, err], detached: true });
  } finally {
    closeSync(out);
    closeSync(err);
  }
};

// Batch shows a process that a signal ended by the signal's negative number (Azure/Batch#101: SIGKILL is -9).
const exitCodeOf = (code: number | null, signal: NodeJS.Signals | null): number =>
  code ?? -(signal === null ? 1 : constants.signals[signal]);

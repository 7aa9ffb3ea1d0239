import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync } from "node:fs";
import { constants } from "node:os";
import { join } from "node:path";
import { codeOf, messageOf } from "../system/errors.ts";
import { killGroup, killTree } from "./kill-tree.ts";

export interface ProcessSpec {
  readonly argv: readonly string[];
  /** The task's directory: the process runs in its `wd` and writes its `stdout.txt` and `stderr.txt` itself. */
  readonly dir: string;
  readonly env: Readonly<Record<string, string>>;
  readonly maxMillis?: number;
  /** Leaves running what the process started and left behind: services that a start task sets up. */
  readonly keepsChildren?: boolean;
}

export type Ended =
  | { readonly kind: "exited"; readonly exitCode: number }
  | { readonly kind: "timedOut"; readonly exitCode: number }
  | { readonly kind: "aborted" }
  /** Nobody knows how it ended; it is gone. */
  | { readonly kind: "lost" }
  | { readonly kind: "notLaunched"; readonly code?: string; readonly message: string };

/**
 * Runs a program, with no shell, as the leader of its own session; resolves when it and its process group are gone. The
 * signal ends it and all that it started. Never rejects.
 */
export const runProcess = async (spec: ProcessSpec, signal: AbortSignal): Promise<Ended> => {
  if (signal.aborted) return { kind: "aborted" };
  try {
    return await ending(start(spec), spec, signal);
  } catch (error) {
    // A NUL in an argument, a directory that is full.
    return notLaunched(error);
  }
};

const ending = (child: ChildProcess, spec: ProcessSpec, signal: AbortSignal): Promise<Ended> =>
  new Promise((resolve) => {
    let cause: "timedOut" | "aborted" | undefined;
    const end = (why: "timedOut" | "aborted") => {
      cause ??= why;
      if (child.pid !== undefined) killTree({ session: child.pid, dirs: new Set([spec.dir]) });
    };
    const onAbort = () => end("aborted");
    const timer =
      spec.maxMillis === undefined ? undefined : setTimeout(end, clamp(spec.maxMillis), "timedOut");
    const settle = (ended: Ended) => {
      clearTimeout(timer);
      signal.removeEventListener("abort", onAbort);
      resolve(ended);
    };
    signal.addEventListener("abort", onAbort, { once: true });
    child.once("error", (error) => {
      // Once it runs, an error is one of sending a signal; its exit still comes.
      if (child.pid === undefined) settle(notLaunched(error));
    });
    child.once("exit", (code, signalName) => {
      if (!spec.keepsChildren && child.pid !== undefined) killGroup(child.pid);
      if (cause === "aborted") settle({ kind: "aborted" });
      else settle({ kind: cause ?? "exited", exitCode: exitCodeOf(code, signalName) });
    });
  });

const notLaunched = (error: unknown): Ended => ({
  kind: "notLaunched",
  code: codeOf(error),
  message: messageOf(error),
});

// The longest that a timer takes; a task may live 180 days.
const clamp = (millis: number): number => Math.min(millis, 2 ** 31 - 1);

const start = ({ argv: [program = "", ...args], dir, env }: ProcessSpec): ChildProcess => {
  const wd = join(dir, "wd");
  mkdirSync(wd, { recursive: true });
  const out = openSync(join(dir, "stdout.txt"), "w");
  const err = openSync(join(dir, "stderr.txt"), "w");
  try {
    return spawn(program, args, { cwd: wd, env, stdio: ["ignore", out, err], detached: true });
  } finally {
    closeSync(out);
    closeSync(err);
  }
};

// Batch shows a process that a signal ended by the signal's negative number (Azure/Batch#101: SIGKILL is -9).
const exitCodeOf = (code: number | null, signal: NodeJS.Signals | null): number =>
  code ?? -(signal === null ? 1 : constants.signals[signal]);

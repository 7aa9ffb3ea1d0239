import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync } from "node:fs";
import { constants } from "node:os";
import { join } from "node:path";
import { codeOf, messageOf } from "../system/errors.ts";
import { killGroup, killTree } from "./kill-tree.ts";

export interface ProcessSpec {
  readonly argv: readonly string[];
  /** The task's directory: the process runs in `wd` below it and writes `stdout.txt` and `stderr.txt`. */
  readonly dir: string;
  readonly env: Readonly<Record<string, string>>;
  readonly maxMillis?: number;
  /** Whether processes that it leaves behind keep running, such as services of a start task. */
  readonly keepsChildren?: boolean;
}

export type Ended =
  | { readonly kind: "exited"; readonly exitCode: number }
  | { readonly kind: "timedOut"; readonly exitCode: number }
  | { readonly kind: "aborted" }
  /** The process is gone, its exit code unknown. */
  | { readonly kind: "lost" }
  | { readonly kind: "notLaunched"; readonly code?: string; readonly message: string };

/**
 * Runs a program without a shell, in its own session. Resolves when its process group has ended. Aborting the signal kills the
 * process and its descendants. Never rejects.
 */
export const runProcess = async (spec: ProcessSpec, signal: AbortSignal): Promise<Ended> => {
  if (signal.aborted) return { kind: "aborted" };
  try {
    return await ending(start(spec), spec, signal);
  } catch (error) {
    // For example a NUL in an argument, or a full disk.
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
      // Once it runs, only sending a signal can fail, and its exit follows.
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

// The longest timeout of Node's timers; a task may run 180 days.
const clamp = (millis: number): number => Math.min(millis, 2 ** 31 - 1);

const start = ({ argv: [program = "", ...args], dir, env }: ProcessSpec): ChildProcess => {
  const wd = join(dir, "wd");
  mkdirSync(wd, { recursive: true });
  mkdirSync(join(dir, "certs"), { recursive: true });
  const out = openSync(join(dir, "stdout.txt"), "w");
  const err = openSync(join(dir, "stderr.txt"), "w");
  try {
    return spawn(program, args, { cwd: wd, env, stdio: ["ignore", out, err], detached: true });
  } finally {
    closeSync(out);
    closeSync(err);
  }
};

// Batch reports the negative number of the signal that ended a process (Azure/Batch#101: SIGKILL is -9).
const exitCodeOf = (code: number | null, signal: NodeJS.Signals | null): number =>
  code ?? -(signal === null ? 1 : constants.signals[signal]);

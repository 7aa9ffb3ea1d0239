import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";

export interface Ended {
  readonly words: string;
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Description of a crash: a signal, an unexpected exit code, or a stack trace. */
  readonly crash?: string;
  /** Whether the runner was killed because it did not end. */
  readonly isHung: boolean;
}

/** Time limit of a runner, longer than any `--timeout` that the test passes. */
const longestMs = 480_000;

/** Runs the runner with these words in this folder, in a separate process. */
export const runRunner = async (words: readonly string[], cwd: string): Promise<Ended> => {
  const program = join(import.meta.dirname, "mixed-user.ts");
  const child = spawn(process.execPath, [program, ...words], { cwd, stdio: ["ignore", "pipe", "pipe"] });
  const deadline = setTimeout(() => child.kill("SIGKILL"), longestMs);
  const [[exitCode, signal], stdout, stderr] = await Promise.all([
    once(child, "close"),
    text(child.stdout),
    text(child.stderr),
  ]);
  clearTimeout(deadline);
  const isHung = signal === "SIGKILL";
  const hasStack = /^ {4}at .*:\d+:\d+\)?$/m.test(stderr);
  const isCrash = !isHung && (![0, 2, 3, 4, 100].includes(exitCode) || hasStack);
  const crash = isCrash ? `exit code ${exitCode}, signal ${signal}: ${stderr.slice(-2000)}` : undefined;
  return { words: words.join(" "), exitCode, stdout, stderr, crash, isHung };
};

import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";

/** Environment variables. */
export type Environment = Readonly<Record<string, string | undefined>>;

interface ToolOptions {
  readonly env: Environment;
  readonly signal: AbortSignal;
  readonly cwd?: string | undefined;
  /** Called with each line of stdout. */
  readonly onLine?: ((line: string) => void) | undefined;
}

export interface ToolResult {
  /** Exit code; undefined if the program doesn't exist or a signal ended it. */
  readonly code: number | undefined;
  readonly stdout: string;
  /** Without user names and passwords. */
  readonly stderr: string;
}

/** Runs a program to its end. Its standard input is empty. */
export const runTool = async (
  [program = "", ...words]: readonly string[],
  { env, signal, cwd, onLine }: ToolOptions,
): Promise<ToolResult> => {
  signal.throwIfAborted();
  const child = spawn(program, words, { env: { ...env }, cwd, signal, stdio: ["ignore", "pipe", "pipe"] });
  if (onLine) createInterface({ input: child.stdout }).on("line", onLine);
  const ended = new Promise<number | undefined>((resolve) => {
    child.once("error", () => resolve(undefined));
    child.once("close", (code) => resolve(code ?? undefined));
  });
  const [stdout, stderr, code] = await Promise.all([
    text(child.stdout).catch(() => ""),
    text(child.stderr).catch(() => ""),
    ended,
  ]);
  signal.throwIfAborted();
  return { code, stdout, stderr: withoutCredentials(stderr) };
};

/** Replaces the user and password of URLs. */
export const withoutCredentials = (text: string): string =>
  text.replace(/(\w:\/\/)[^\s/@]+@/g, (_, scheme: string) => `${scheme}***@`);

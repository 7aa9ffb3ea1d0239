import { spawn } from "node:child_process";
import { once } from "node:events";
import { stripVTControlCharacters } from "node:util";

/** A piece of what a terminal received. */
export interface TerminalPiece {
  /** Milliseconds since the recording started. */
  readonly ms: number;
  readonly text: string;
}

export interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}

interface Recording {
  readonly size: TerminalSize;
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
}

/** Longest recording. Milliseconds. */
const timeout = 60_000;

/** Milliseconds that a user takes to read a question. */
const readMs = 900;

/**
 * Runs a command of bash on a new terminal, of util-linux's `script`. Questions that end with `[Y/n]` are answered with yes.
 *
 * @throws Error if the command fails.
 */
export const recordTerminal = async (command: string, recording: Recording): Promise<TerminalPiece[]> => {
  const { columns, rows } = recording.size;
  const child = spawn("script", ["-qefc", `stty cols ${columns} rows ${rows}; ${command}`, "/dev/null"], {
    cwd: recording.cwd,
    env: { ...recording.env, SHELL: "/bin/bash", TERM: "xterm-256color" },
    stdio: ["pipe", "pipe", "inherit"],
    timeout,
  });
  const start = performance.now();
  const pieces: TerminalPiece[] = [];
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    pieces.push({ ms: performance.now() - start, text });
    if (/\[Y\/n\] *$/.test(stripVTControlCharacters(text)))
      setTimeout(() => child.stdin.write("y\r"), readMs);
  });
  const [exitCode] = await once(child, "close");
  if (exitCode !== 0) throw new Error(`${command}: expected exit code 0, got ${exitCode}: ${textOf(pieces)}`);
  return pieces;
};

const textOf = (pieces: readonly TerminalPiece[]): string => pieces.map(({ text }) => text).join("");

import { createInterface } from "node:readline/promises";

type Stream = NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };

/** Where words and data go. */
export interface Terminal {
  /** Data: the results table or NDJSON. */
  readonly stdout: Stream;
  /** Words and progress. */
  readonly stderr: Stream;
  /** Undefined where nobody can answer. */
  readonly ask: ((question: string, signal: AbortSignal) => Promise<string>) | undefined;
}

/** The terminal of this process. */
export const processTerminal = (): Terminal => ({
  stdout: process.stdout,
  stderr: process.stderr,
  ask: process.stdin.isTTY && process.stderr.isTTY ? ask : undefined,
});

/** Ctrl-C and Ctrl-D say no. */
const ask = async (question: string, signal: AbortSignal): Promise<string> => {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  const left = new Promise<string>((resolve) => {
    for (const event of ["SIGINT", "close"]) lines.once(event, () => resolve("no"));
  });
  try {
    return await Promise.race([lines.question(question, { signal }), left]);
  } finally {
    lines.close();
  }
};

import { once } from "node:events";
import { createInterface } from "node:readline/promises";

export type Stream = NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };

/** Where words and data go. */
export interface Terminal {
  /** Data: the results table or NDJSON. */
  readonly stdout: Stream;
  /** Words and progress. */
  readonly stderr: Stream;
  /** Undefined where nobody can answer. */
  readonly ask: ((question: string, signal: AbortSignal) => Promise<string>) | undefined;
}

/** Writes as fast as the reader takes it. False: nobody reads any more, as after `| head`. */
export const writeData = async (stream: Stream, data: string | Uint8Array): Promise<boolean> => {
  if (!stream.writable) return false;
  if (stream.write(data)) return true;
  // An error of the stream, such as EPIPE, is what ends its reading.
  await once(stream, "drain").catch(() => {});
  return stream.writable;
};

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

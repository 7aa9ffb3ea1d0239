import { once } from "node:events";
import { createInterface } from "node:readline/promises";
import { exitCodes } from "./errors.ts";

export type Stream = NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };

/** Output streams and prompt of a command. */
export interface Terminal {
  /** For data: the results table or events as JSON. */
  readonly stdout: Stream;
  /** For messages and progress. */
  readonly stderr: Stream;
  /** Prompts the user; resolves to undefined after Ctrl-C. Undefined without a terminal. */
  readonly ask: ((question: string, signal: AbortSignal) => Promise<string | undefined>) | undefined;
}

/** Streams whose reader has closed them, as after `| head`. Node keeps them writable. */
const unread = new WeakSet<Stream>();

export const isRead = (stream: Stream): boolean => stream.writable && !unread.has(stream);

/** Writes and waits until the reader is ready for more. Returns false if the reader is gone. */
export const writeData = async (stream: Stream, data: string | Uint8Array): Promise<boolean> => {
  if (!isRead(stream)) return false;
  if (stream.write(data)) return true;
  // An error such as EPIPE marks the stream as unread.
  await once(stream, "drain").catch(() => {});
  return isRead(stream);
};

/**
 * Returns the terminal of this process. The process continues without a reader; a failed write to stdout, as on a full disk,
 * sets the exit code.
 */
export const processTerminal = (): Terminal => {
  const { stdout, stderr } = process;
  for (const stream of [stdout, stderr])
    stream.on("error", (error: NodeJS.ErrnoException) => {
      const isFirst = isRead(stream);
      unread.add(stream);
      if (error.code === "EPIPE" || stream !== stdout || !isFirst) return;
      stderr.write(`Error: standard output: ${error.message}\n`);
      process.exitCode ||= exitCodes.environment;
    });
  return { stdout, stderr, ask: process.stdin.isTTY && stderr.isTTY ? ask : undefined };
};

/** Resolves to "no" after Ctrl-D. */
const ask = async (question: string, signal: AbortSignal): Promise<string | undefined> => {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  const left = new Promise<string | undefined>((resolve) => {
    const leave = (answer?: string) => () => {
      process.stderr.write("\n");
      resolve(answer);
    };
    lines.once("SIGINT", leave());
    lines.once("close", leave("no"));
  });
  try {
    return await Promise.race([lines.question(question, { signal }), left]);
  } finally {
    lines.removeAllListeners("close");
    lines.close();
  }
};

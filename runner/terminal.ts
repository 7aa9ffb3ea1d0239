import { once } from "node:events";
import { createInterface } from "node:readline/promises";
import { exitCodes } from "./errors.ts";

export type Stream = NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };

/** Where words and data go. */
export interface Terminal {
  /** Data: the results table or NDJSON. */
  readonly stdout: Stream;
  /** Words and progress. */
  readonly stderr: Stream;
  /** Undefined where nobody can answer. Its answer is undefined after Ctrl-C. */
  readonly ask: ((question: string, signal: AbortSignal) => Promise<string | undefined>) | undefined;
}

/** Streams of this process that nobody reads any more, as after `| head`: Node keeps them writable. */
const unread = new WeakSet<Stream>();

export const isRead = (stream: Stream): boolean => stream.writable && !unread.has(stream);

/** Writes as fast as the reader takes it. False: nobody reads any more. */
export const writeData = async (stream: Stream, data: string | Uint8Array): Promise<boolean> => {
  if (!isRead(stream)) return false;
  if (stream.write(data)) return true;
  // An error of the stream, such as EPIPE, is what ends its reading.
  await once(stream, "drain").catch(() => {});
  return isRead(stream);
};

/**
 * The terminal of this process, which goes on where nobody reads what it says. What could not be written, on a full disk say,
 * makes for an exit code of its own in the end.
 */
export const processTerminal = (): Terminal => {
  const { stdout, stderr } = process;
  for (const stream of [stdout, stderr])
    stream.on("error", (error: NodeJS.ErrnoException) => {
      const isNews = isRead(stream);
      unread.add(stream);
      if (error.code === "EPIPE" || stream !== stdout || !isNews) return;
      stderr.write(`Error: standard output: ${error.message}\n`);
      process.exitCode ||= exitCodes.environment;
    });
  return { stdout, stderr, ask: process.stdin.isTTY && stderr.isTTY ? ask : undefined };
};

/** Ctrl-D says no. */
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

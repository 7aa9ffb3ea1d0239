import type { BatchClient } from "../azure/batch-client.ts";
import type { BlobContainer } from "../azure/blob-container.ts";
import type { TaskFile } from "../azure/file-calls.ts";

/** Names of a task's logs, next to its working directory on the node and next to its outputs in storage. */
export const logNames = ["stdout.txt", "stderr.txt"] as const;
export type LogName = (typeof logNames)[number];

/** Bytes to request at a time. */
const chunkSize = 4 * 1024 * 1024;

/** A log of known size. */
export interface LogFile {
  readonly size: number;
  /** Returns `length` bytes from `start`; undefined if the file no longer exists. */
  readonly read: (start: number, length: number) => Promise<Buffer | undefined>;
}

/** Returns a task's log on its node; undefined if the node or the file doesn't exist. */
export const logOnNode = async (
  batch: Pick<BatchClient, "getTaskFileSize" | "readTaskFile">,
  file: TaskFile,
): Promise<LogFile | undefined> => {
  const size = await batch.getTaskFileSize(file);
  if (size === undefined) return undefined;
  return { size, read: (start, length) => batch.readTaskFile(file, { start, end: start + length - 1 }) };
};

/** Returns a task's log in storage, where Batch uploads it after the task; undefined if it doesn't exist. */
export const logInStorage = async (
  output: Pick<BlobContainer, "getProperties" | "read">,
  blobName: string,
): Promise<LogFile | undefined> => {
  const found = await output.getProperties(blobName);
  return found && { size: found.size, read: (start, length) => output.read(blobName, { start, length }) };
};

/** Yields the log from this byte, in pieces. */
export const readFrom = async function* ({ size, read }: LogFile, start: number): AsyncGenerator<Buffer> {
  for (let at = start; at < size; ) {
    const piece = await read(at, Math.min(chunkSize, size - at));
    if (piece === undefined || piece.length === 0) return;
    at += piece.length;
    yield piece;
  }
};

import type { BatchClient } from "../azure/batch-client.ts";
import type { BlobContainer } from "../azure/blob-container.ts";
import type { TaskFile } from "../azure/file-calls.ts";

/** Names of a task's logs, beside its working directory on the node and beside its outputs in storage. */
export const logNames = ["stdout.txt", "stderr.txt"] as const;
export type LogName = (typeof logNames)[number];

/** What is asked for at a time. Bytes. */
const chunkSize = 4 * 1024 * 1024;

/** How much of a log is there, and how to read some of it. */
interface LogFile {
  readonly size: number;
  /** Bytes from `start`, `length` of them; undefined if the file has gone meanwhile. */
  readonly read: (start: number, length: number) => Promise<Buffer | undefined>;
}

/** A task's log on its node; undefined if the node or the file is gone, or not there yet. */
export const logOnNode = async (
  batch: Pick<BatchClient, "getTaskFileSize" | "readTaskFile">,
  file: TaskFile,
): Promise<LogFile | undefined> => {
  const size = await batch.getTaskFileSize(file);
  if (size === undefined) return undefined;
  return { size, read: (start, length) => batch.readTaskFile(file, { start, end: start + length - 1 }) };
};

/** A task's log in storage, where it comes when the task has ended; undefined if it is not there. */
export const logInStorage = async (
  output: Pick<BlobContainer, "getProperties" | "read">,
  blobName: string,
): Promise<LogFile | undefined> => {
  const found = await output.getProperties(blobName);
  return found && { size: found.size, read: (start, length) => output.read(blobName, { start, length }) };
};

/** The file from this byte on, in pieces. */
export const readFrom = async function* ({ size, read }: LogFile, start: number): AsyncGenerator<Buffer> {
  for (let at = start; at < size; ) {
    const piece = await read(at, Math.min(chunkSize, size - at));
    if (piece === undefined || piece.length === 0) return;
    at += piece.length;
    yield piece;
  }
};

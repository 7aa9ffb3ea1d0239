import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import pMap from "p-map";
import { isSystemError, usageError } from "../errors.ts";
import { readable } from "../text/escape-controls.ts";
import type { TransferMeter } from "./transfer.ts";

/** An input file on this machine. */
export interface FoundFile {
  /** Absolute path. */
  readonly path: string;
  /** Path relative to the deepest folder that contains all inputs, with `/`. */
  readonly name: string;
  /** Bytes. */
  readonly size: number;
}

export interface HashedFile extends FoundFile {
  readonly sha256: string;
}

/**
 * Hashes files, eight at a time.
 *
 * @throws RunnerError `InputRemoved` or `InputUnreadable`.
 */
export const hashInputs = (
  files: readonly FoundFile[],
  signal: AbortSignal,
  meter?: TransferMeter,
): Promise<HashedFile[]> =>
  pMap(
    files,
    async (file) => ({
      ...file,
      sha256: await hashFile(file, signal, meter?.part()).catch(unreadable(file)),
    }),
    { concurrency: 8, signal },
  );

/** Up to this size reading a file at once is faster than streaming it. Bytes. */
const smallFile = 256 * 1024;

const hashFile = async (
  { path, size }: FoundFile,
  signal: AbortSignal,
  onBytes: (bytes: number) => void = () => {},
): Promise<string> => {
  const hash = createHash("sha256");
  if (size <= smallFile) hash.update(await readFile(path, { signal }));
  else {
    let bytes = 0;
    for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20, signal })) {
      hash.update(chunk);
      bytes += chunk.length;
      onBytes(bytes);
    }
  }
  onBytes(size);
  return hash.digest("hex");
};

/** Errors of reading an open file, which carry no path. Connections don't fail with these codes. */
const readErrors = new Set(["EIO", "EINVAL", "EISDIR", "ESTALE"]);

/** For `catch`: throws a usage error if reading the file failed, and other errors as they are. */
export const unreadable =
  ({ path }: Pick<FoundFile, "path">) =>
  (error: unknown): never => {
    if (!isSystemError(error)) throw error;
    if (error.path !== path && !(error.path === undefined && readErrors.has(error.code ?? ""))) throw error;
    const [code, why] =
      error.code === "ENOENT"
        ? (["InputRemoved", "was removed while being read"] as const)
        : (["InputUnreadable", `can't be read (${error.code})`] as const);
    throw usageError(
      code,
      `input ${readable(path)} ${why}`,
      "Submit again when the files have stopped changing.",
    );
  };

import type { BlobServer } from "azurite/dist/src/blob/BlobServerFactory.js";
import StorageError from "azurite/dist/src/blob/errors/StorageError.js";
import { codeOf, messageOf } from "../emulator/system/errors.ts";
import { damageOf } from "./extents.ts";

/**
 * Returns an error of Azure for a failure of the local cloud's disk, and any other error as it is. Azurite sends an empty body for
 * errors that are not Azure's.
 */
export const refusalOf = (error: unknown, folder: string): unknown => {
  if (!isDiskError(error)) return error;
  const text =
    `The local cloud can't write to ${folder}: ${messageOf(error)}. ` +
    "Free space on that disk and repeat the request.";
  return new StorageError.default(500, "InternalError", text, "local");
};

/** Refuses requests that can't write or read the content of blobs, with the file's path in the message. */
export const refuseBrokenContent = (store: BlobServer["extentStore"], folder: string): void => {
  const { appendExtent, readExtent } = store;
  store.appendExtent = async (data, contextId) => {
    try {
      return await appendExtent.call(store, data, contextId);
    } catch (error) {
      // Discard the rest of the body, which would block the next request on this connection.
      if (!Buffer.isBuffer(data)) data.removeAllListeners("data").resume();
      throw refusalOf(error, folder);
    }
  };
  store.readExtent = async (chunk, contextId) => {
    const damage = chunk && damageOf(folder, chunk);
    // Not 500, which clients retry.
    if (damage !== undefined) throw new StorageError.default(409, "BlobContentDamaged", damage, "local");
    return readExtent.call(store, chunk, contextId);
  };
};

/** SQLite's codes for read-only, I/O error, full, can't open: https://sqlite.org/rescode.html */
const sqliteCodes: ReadonlySet<number> = new Set([8, 10, 13, 14]);

const isDiskError = (error: unknown): boolean => {
  if (!(error instanceof Error)) return false;
  if ("errcode" in error) return sqliteCodes.has(Number(error.errcode) & 0xff);
  return ["ENOSPC", "EDQUOT", "EFBIG", "EIO", "EROFS"].includes(codeOf(error) ?? "");
};

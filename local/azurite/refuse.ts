import type { BlobServer } from "azurite/dist/src/blob/BlobServerFactory.js";
import StorageError from "azurite/dist/src/blob/errors/StorageError.js";
import { codeOf, messageOf } from "../emulator/system/errors.ts";
import { damageOf } from "./extents.ts";

/**
 * Azure's error for a failure of the disk under the local cloud; any other error as it is. Azurite answers an error that is
 * not one of Azure's with an empty body.
 */
export const refusalOf = (error: unknown, folder: string): unknown => {
  if (!isOfDisk(error)) return error;
  const text =
    `The local cloud can't write to its disk, ${folder}: ${messageOf(error)}. ` +
    "Make room on that disk and repeat the request.";
  return new StorageError.default(500, "InternalError", text, "local");
};

/** Has requests refused, with the file in the message, that can't write or read the content of blobs. */
export const refuseBrokenContent = (store: BlobServer["extentStore"], folder: string): void => {
  const { appendExtent, readExtent } = store;
  store.appendExtent = async (data, contextId) => {
    try {
      return await appendExtent.call(store, data, contextId);
    } catch (error) {
      // The rest of the body, or the next request on this connection would wait behind it.
      if (!Buffer.isBuffer(data)) data.removeAllListeners("data").resume();
      throw refusalOf(error, folder);
    }
  };
  store.readExtent = async (chunk, contextId) => {
    const damage = chunk && damageOf(folder, chunk);
    // Not a 500, which clients repeat.
    if (damage !== undefined) throw new StorageError.default(409, "BlobContentDamaged", damage, "local");
    return readExtent.call(store, chunk, contextId);
  };
};

/** Of SQLite (https://sqlite.org/rescode.html): read-only, I/O error, full, can't open. */
const ofSqlite: ReadonlySet<number> = new Set([8, 10, 13, 14]);

const isOfDisk = (error: unknown): boolean => {
  if (!(error instanceof Error)) return false;
  if ("errcode" in error) return ofSqlite.has(Number(error.errcode) & 0xff);
  return ["ENOSPC", "EDQUOT", "EFBIG", "EIO", "EROFS"].includes(codeOf(error) ?? "");
};

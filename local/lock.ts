import { closeSync, openSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { AlreadyRunningError, codeOf, LocalCloudError } from "./errors.ts";

/**
 * Opens a database for this process alone. The lock is the file system's: it ends with the process, however that ends, and
 * leaves nothing behind that would hinder the next one. Waits `waitMs` for another process to let go, blocking this one.
 */
export const openExclusively = (path: string, { waitMs = 0 } = {}): DatabaseSync => {
  let database: DatabaseSync | undefined;
  try {
    // For this user alone, and so is SQLite's journal, which takes over the mode.
    closeSync(openSync(path, "a", 0o600));
    database = new DatabaseSync(path, { timeout: waitMs });
    // https://sqlite.org/pragma.html#pragma_locking_mode: the lock is taken by the first write and kept until close.
    database.exec("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; COMMIT");
    return database;
  } catch (error) {
    database?.close();
    throw explained(path, error);
  }
};

const explained = (path: string, error: unknown): unknown => {
  if (!(error instanceof Error)) return error;
  // https://sqlite.org/rescode.html
  switch ("errcode" in error ? error.errcode : undefined) {
    case 5:
      return new AlreadyRunningError(`another process has ${path} open; end it first`);
    case 11:
    case 26:
      return new LocalCloudError(`${path} is damaged (${error.message}); remove its folder to begin anew`);
  }
  // A full disk, a folder that is not ours.
  if (codeOf(error) !== undefined) return new LocalCloudError(`cannot open ${path}: ${error.message}`);
  return error;
};

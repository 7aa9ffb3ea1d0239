import { closeSync, openSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { AlreadyRunningError } from "./errors.ts";

/**
 * Opens a database for this process alone. The lock is the file system's: it ends with the process, however that ends, and
 * leaves nothing behind that would hinder the next one. Waits `waitMs` for another process to let go, blocking this one.
 */
export const openExclusively = (path: string, { waitMs = 0 } = {}): DatabaseSync => {
  // For this user alone, and so is SQLite's journal, which takes over the mode.
  closeSync(openSync(path, "a", 0o600));
  const database = new DatabaseSync(path, { timeout: waitMs });
  try {
    // https://sqlite.org/pragma.html#pragma_locking_mode: the lock is taken by the first write and kept until close.
    database.exec("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; COMMIT");
    return database;
  } catch (error) {
    database.close();
    if (isLocked(error)) throw new AlreadyRunningError(`another process has ${path} open; end it first`);
    throw error;
  }
};

// https://sqlite.org/rescode.html#busy
const isLocked = (error: unknown): boolean =>
  error instanceof Error && "errcode" in error && error.errcode === 5;

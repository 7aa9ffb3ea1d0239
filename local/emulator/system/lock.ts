import { DatabaseSync } from "node:sqlite";
import { createDatabaseFile, isEmptied } from "./database-file.ts";
import { AlreadyRunningError, codeOf, EmulatorError } from "./errors.ts";

/**
 * Opens a database for this process alone. The lock is the file system's: it ends with the process, however that ends, and
 * leaves nothing behind that would hinder the next one. Waits `waitMs` for another process to let go, blocking this one.
 *
 * @throws AlreadyRunningError while another process has it open, EmulatorError if it is damaged or can't be written.
 */
export const openExclusively = (path: string, { waitMs = 0 } = {}): DatabaseSync => {
  let database: DatabaseSync | undefined;
  try {
    createDatabaseFile(path);
    if (isEmptied(path)) throw damaged(path, "it is empty");
    database = new DatabaseSync(path, { timeout: waitMs });
    // https://sqlite.org/pragma.html#pragma_locking_mode: the lock is taken by the first write and kept until close.
    database.exec("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; COMMIT");
    checkWhole(database, path);
    return database;
  } catch (error) {
    database?.close();
    throw explained(path, error);
  }
};

// Damage in the middle would show up in some later request only.
const checkWhole = (database: DatabaseSync, path: string): void => {
  const found = database.prepare("PRAGMA quick_check(1)").get()?.quick_check;
  if (found !== "ok") throw damaged(path, String(found).replace(/\s+/g, " "));
};

const explained = (path: string, error: unknown): unknown => {
  if (!(error instanceof Error) || error instanceof EmulatorError) return error;
  // https://sqlite.org/rescode.html
  switch ("errcode" in error ? Number(error.errcode) & 0xff : undefined) {
    case 5:
      return new AlreadyRunningError(`another process has ${path} open; end it first`);
    case 11:
    case 26:
      return damaged(path, error.message);
  }
  // A full disk, a folder of another user.
  if (codeOf(error) !== undefined)
    return new EmulatorError("StateUnwritable", `cannot open ${path}: ${error.message}`);
  return error;
};

const damaged = (path: string, why: string): EmulatorError =>
  new EmulatorError("StateCorrupt", `${path} is damaged (${why}). ${startOver}`);

/** What helps against damage of any part. */
export const startOver =
  "Restore it, or remove the whole folder of the local cloud (.local, unless you chose another) to start over";

import { closeSync, existsSync, linkSync, openSync, rmSync, statSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { AlreadyRunningError, codeOf, EmulatorError, messageOf, StateUnwritableError } from "./errors.ts";

interface OpenOptions {
  /** Milliseconds to wait for another process to close the database, blocking this one. 0 by default. */
  readonly waitMs?: number;
  /** Sentence for the user about recovery from a damaged database. */
  readonly recovery?: string;
}

const defaultRecovery = "Restore it, or remove its folder to start over.";

/**
 * Opens a SQLite database for this process only, or creates it. The lock is the file system's: it ends with the process,
 * even if that is killed, and leaves nothing behind.
 *
 * @throws AlreadyRunningError while another process has the database open, EmulatorError `StateCorrupt` or `StateUnwritable`.
 */
export const openExclusively = (
  path: string,
  { waitMs = 0, recovery = defaultRecovery }: OpenOptions = {},
): DatabaseSync => {
  let database: DatabaseSync | undefined;
  try {
    createDatabaseFile(path);
    // SQLite takes a file of zero bytes for a new database.
    if (statSync(path).size === 0) throw corrupt(path, "it is empty", recovery);
    database = new DatabaseSync(path, { timeout: waitMs });
    // https://sqlite.org/pragma.html#pragma_locking_mode: the first write takes the lock, closing releases it.
    database.exec("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; COMMIT");
    // Without this check, damage in the middle of the file would fail some later request.
    const found = database.prepare("PRAGMA quick_check(1)").get()?.quick_check;
    if (found !== "ok") throw corrupt(path, found, recovery);
    return database;
  } catch (error) {
    database?.close();
    throw stateErrorOf(error, path, recovery);
  }
};

/** Returns an EmulatorError for an error of SQLite or of the file system, and any other error as it is. */
export const stateErrorOf = (error: unknown, path: string, recovery = defaultRecovery): unknown => {
  if (!(error instanceof Error) || error instanceof EmulatorError) return error;
  if ("syscall" in error) return unwritable(error, path);
  // https://sqlite.org/rescode.html
  switch ("errcode" in error ? Number(error.errcode) & 0xff : undefined) {
    case sqlite.busy:
      return new AlreadyRunningError(`${path}: another process has it open. Stop that process first.`);
    case sqlite.corrupt:
    case sqlite.notADatabase:
      return corrupt(path, error, recovery);
    case sqlite.readOnly:
    case sqlite.ioError:
    case sqlite.full:
    case sqlite.cannotOpen:
      return unwritable(error, path);
  }
  return error;
};

const sqlite = { busy: 5, readOnly: 8, ioError: 10, corrupt: 11, full: 13, cannotOpen: 14, notADatabase: 26 };

const unwritable = (cause: Error, path: string): StateUnwritableError =>
  new StateUnwritableError(
    `${path}: expected to read and write it, got "${cause.message}". Free disk space, or change the file's owner or mode.`,
    { cause },
  );

const corrupt = (path: string, cause: unknown, recovery: string): EmulatorError => {
  const reason = (typeof cause === "string" ? cause : messageOf(cause)).replace(/\s+/g, " ");
  return new EmulatorError("StateCorrupt", `${path} is damaged (${reason}). ${recovery}`, { cause });
};

/**
 * Creates a database for this user only, unless the file exists. The file gets its name only once it has a header, so that an
 * empty file is always a damaged one, even if a process is killed here.
 */
const createDatabaseFile = (path: string): void => {
  if (existsSync(path)) return;
  const temporary = `${path}.${process.pid}`;
  rmSync(temporary, { force: true });
  // SQLite gives its journals the mode of the file.
  closeSync(openSync(temporary, "wx", 0o600));
  try {
    const database = new DatabaseSync(temporary);
    // SQLite writes nothing to an empty database before the first change; any value will do.
    database.exec("PRAGMA application_id = 1");
    database.close();
    linkSync(temporary, path);
  } catch (error) {
    // Another process was faster.
    if (codeOf(error) !== "EEXIST") throw error;
  } finally {
    rmSync(temporary, { force: true });
  }
};

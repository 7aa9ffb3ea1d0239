import { closeSync, existsSync, linkSync, openSync, rmSync, statSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { codeOf } from "./errors.ts";

/**
 * Creates a SQLite database for this user only, unless there is one. The file appears under its name with its header in it,
 * so a file of zero bytes is one that was emptied, and never one that a killed process had just created.
 */
export const createDatabaseFile = (path: string): void => {
  if (existsSync(path)) return;
  const temporary = `${path}.${process.pid}`;
  rmSync(temporary, { force: true });
  // SQLite gives its journals the mode of the file.
  closeSync(openSync(temporary, "wx", 0o600));
  try {
    const database = new DatabaseSync(temporary);
    // Any value: SQLite writes nothing to an empty database before the first change.
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

/** SQLite takes a file of zero bytes for a new database. */
export const isEmptied = (path: string): boolean => statSync(path).size === 0;

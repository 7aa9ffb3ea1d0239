import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import { createDatabaseFile, isEmptied } from "../system/database-file.ts";
import { EmulatorError, messageOf } from "../system/errors.ts";
import { startOver } from "../system/lock.ts";
import { parseTime } from "../time/clock.ts";
import { migrations } from "./migrations.ts";

/** The file cannot be opened or written: a full disk, missing rights. */
export class StateUnwritableError extends EmulatorError {
  override readonly name = "StateUnwritableError";

  constructor(message: string, options?: ErrorOptions) {
    super("StateUnwritable", message, options);
  }
}

export interface Database {
  /** One row or undefined. The caller names the row's shape: this is the border to SQL. */
  get<T>(sql: string, ...values: SQLInputValue[]): T | undefined;
  all<T>(sql: string, ...values: SQLInputValue[]): T[];
  /** Rows changed, and the key of the last row that was inserted. */
  run(sql: string, ...values: SQLInputValue[]): { changes: number; key: number };
  /** All or nothing; committed when it returns. One inside another is part of the outer one. */
  transaction<T>(work: () => T): T;
  /** Called when a transaction was rolled back: what was remembered of it is void. */
  onRollback(forget: () => void): void;
  close(): void;
}

/** Opens `<dir>/batch.db` and keeps it locked against other processes until it is closed. */
export const openDatabase = (dir: string): Database => {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const file = join(dir, "batch.db");
  const sqlite = openLocked(file);
  const statements = new Map<string, StatementSync>();
  const forgetters: (() => void)[] = [];
  let depth = 0;

  const prepare = (sql: string): StatementSync => {
    const known = statements.get(sql);
    if (known !== undefined) return known;
    const statement = sqlite.prepare(sql);
    // Filters make new SQL; statements are small, but not for ever.
    if (statements.size >= 500) statements.clear();
    statements.set(sql, statement);
    return statement;
  };

  const rollback = (): void => {
    if (sqlite.isTransaction) sqlite.exec("ROLLBACK");
    for (const forget of forgetters) forget();
  };

  return {
    get: <T>(sql: string, ...values: SQLInputValue[]) => prepare(sql).get(...values) as T | undefined,
    all: <T>(sql: string, ...values: SQLInputValue[]) => prepare(sql).all(...values) as T[],
    run: (sql, ...values) => {
      const { changes, lastInsertRowid } = prepare(sql).run(...values);
      return { changes: Number(changes), key: Number(lastInsertRowid) };
    },
    transaction: (work) => {
      if (depth > 0) return work();
      prepare("BEGIN IMMEDIATE").run();
      depth++;
      try {
        const result = work();
        prepare("COMMIT").run();
        return result;
      } catch (error) {
        rollback();
        throw translate(error, file);
      } finally {
        depth--;
      }
    },
    onRollback: (forget) => forgetters.push(forget),
    close: () => sqlite.close(),
  };
};

const openLocked = (file: string): DatabaseSync => {
  let sqlite: DatabaseSync | undefined;
  try {
    createDatabaseFile(file);
    if (isEmptied(file)) throw damaged(file, "it is empty");
    sqlite = new DatabaseSync(file);
    // Exclusive: SQLite itself is the lock, and the kernel gives it back however this process ends.
    sqlite.exec("PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL");
    // A checkpoint syncs the disk: each 16 MB, not each 4.
    sqlite.exec("PRAGMA wal_autocheckpoint = 4000; PRAGMA cache_size = -32768; BEGIN EXCLUSIVE; COMMIT");
    sqlite.function("micros", { deterministic: true }, (text) =>
      typeof text === "string" ? (parseTime(text) ?? null) : null,
    );
    checkWhole(sqlite, file);
    migrate(sqlite, file);
    return sqlite;
  } catch (error) {
    sqlite?.close();
    throw translate(error, file);
  }
};

// Damage in the middle would show up in some later request only.
const checkWhole = (sqlite: DatabaseSync, file: string): void => {
  const row = sqlite.prepare("PRAGMA quick_check(1)").get();
  if (row?.quick_check !== "ok") throw damaged(file, row?.quick_check);
};

const migrate = (sqlite: DatabaseSync, file: string): void => {
  const row = sqlite.prepare("PRAGMA user_version").get();
  const version = Number(row?.user_version);
  if (version > migrations.length)
    throw new EmulatorError(
      "StateTooNew",
      `${file} is of a newer version of this service: use that, or move it away to start anew`,
    );
  for (const [at, sql] of migrations.entries()) {
    if (at >= version) sqlite.exec(`BEGIN; ${sql}; PRAGMA user_version = ${at + 1}; COMMIT`);
  }
};

const translate = (error: unknown, file: string): unknown => {
  if (error instanceof EmulatorError) return error;
  const code = error instanceof Error && "errcode" in error ? Number(error.errcode) & 0xff : undefined;
  // https://www.sqlite.org/rescode.html: 5 busy, 8 read-only, 10 I/O error, 11 corrupt, 13 full, 14 can't open, 26 not a database.
  if (code === 5)
    return new EmulatorError(
      "DirectoryInUse",
      `expected to be alone on ${file}, but another Batch service has it open: stop that one first`,
    );
  if (code === 11 || code === 26) return damaged(file, error);
  const isFromFileSystem = error instanceof Error && "syscall" in error;
  if (isFromFileSystem || code === 8 || code === 10 || code === 13 || code === 14)
    return new StateUnwritableError(
      `expected to read and write ${file}, but got "${messageOf(error)}": see that the disk has room and that the file is yours`,
      { cause: error },
    );
  return error;
};

const damaged = (file: string, cause: unknown): EmulatorError =>
  new EmulatorError(
    "StateCorrupt",
    `${file} is damaged (${messageOf(cause).replace(/\s+/g, " ")}). ${startOver}`,
    {
      cause,
    },
  );

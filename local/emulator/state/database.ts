import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";
import { withoutSecrets } from "../protocol/secrets.ts";
import { AlreadyRunningError, EmulatorError } from "../system/errors.ts";
import { openExclusively, stateErrorOf } from "../system/exclusive-database.ts";
import { parseTime } from "../time/clock.ts";
import { withJobDefaults } from "./job-defaults.ts";
import { migrations } from "./migrations.ts";
import { withPoolDefaults } from "./pool-defaults.ts";
import type { Job, Pool } from "./resource-types.ts";

export interface Database {
  /** Returns the first row or undefined. `T` is not checked: the SQL has to select its properties. */
  get<T>(sql: string, ...values: SQLInputValue[]): T | undefined;
  all<T>(sql: string, ...values: SQLInputValue[]): T[];
  /** Returns the number of changed rows and the key of the last inserted row. */
  run(sql: string, ...values: SQLInputValue[]): { changes: number; key: number };
  /** Runs `work` in a transaction, committed when this returns. A nested call joins the outer transaction. */
  transaction<T>(work: () => T): T;
  /** Removes all rows of all tables except `account`. */
  clear(): void;
  /** `forget` is called after a rollback and after `clear`: caches may hold what is gone. */
  onForget(forget: () => void): void;
  close(): void;
}

/**
 * Opens `<dir>/batch.db` and locks it against other processes until it is closed.
 *
 * @throws EmulatorError DirectoryInUse, StateCorrupt, StateTooNew or StateUnwritable.
 */
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
    // Each filter is another statement, so their number has no limit.
    if (statements.size >= 500) statements.clear();
    statements.set(sql, statement);
    return statement;
  };

  const forget = (): void => {
    for (const each of forgetters) each();
  };
  const rollback = (): void => {
    if (sqlite.isTransaction) sqlite.exec("ROLLBACK");
    forget();
  };

  const transaction = <T>(work: () => T): T => {
    if (depth > 0) return work();
    prepare("BEGIN IMMEDIATE").run();
    depth++;
    try {
      const result = work();
      prepare("COMMIT").run();
      return result;
    } catch (error) {
      rollback();
      throw stateErrorOf(error, file);
    } finally {
      depth--;
    }
  };

  return {
    get: <T>(sql: string, ...values: SQLInputValue[]) => prepare(sql).get(...values) as T | undefined,
    all: <T>(sql: string, ...values: SQLInputValue[]) => prepare(sql).all(...values) as T[],
    run: (sql, ...values) => {
      const { changes, lastInsertRowid } = prepare(sql).run(...values);
      return { changes: Number(changes), key: Number(lastInsertRowid) };
    },
    transaction,
    clear: () => {
      transaction(() => emptyTables(sqlite));
      forget();
    },
    onForget: (each) => forgetters.push(each),
    close: () => sqlite.close(),
  };
};

const tablesOfState =
  "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> 'account'";

// SQLite empties a table without reading its rows.
const emptyTables = (sqlite: DatabaseSync): void => {
  for (const { name } of sqlite.prepare(tablesOfState).all()) sqlite.exec(`DELETE FROM "${name}"`);
};

const addMigrationFunctions = (sqlite: DatabaseSync): void => {
  const add = <T>(name: string, change: (doc: T) => unknown): void =>
    sqlite.function(name, (text) => JSON.stringify(change(JSON.parse(String(text)) as T)));
  add("withPoolDefaults", withPoolDefaults<Pool>);
  add("withJobDefaults", withJobDefaults<Job>);
  sqlite.function("withoutSecrets", (text) => withoutSecrets(String(text)));
};

const openLocked = (file: string): DatabaseSync => {
  let sqlite: DatabaseSync | undefined;
  try {
    sqlite = openExclusively(file);
    // A checkpoint syncs the disk: every 16 MB instead of every 4.
    sqlite.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;
      PRAGMA wal_autocheckpoint = 4000; PRAGMA cache_size = -32768`);
    sqlite.function("micros", { deterministic: true }, (text) =>
      typeof text === "string" ? (parseTime(text) ?? null) : null,
    );
    addMigrationFunctions(sqlite);
    migrate(sqlite, file);
    return sqlite;
  } catch (error) {
    sqlite?.close();
    if (!(error instanceof AlreadyRunningError)) throw stateErrorOf(error, file);
    throw new EmulatorError(
      "DirectoryInUse",
      `${file}: another Batch service has it open. Stop that service, or choose another folder.`,
    );
  }
};

const migrate = (sqlite: DatabaseSync, file: string): void => {
  const row = sqlite.prepare("PRAGMA user_version").get();
  const version = Number(row?.user_version);
  if (version > migrations.length)
    throw new EmulatorError(
      "StateTooNew",
      `${file}: expected a database of version ${migrations.length} or older, got version ${version}. Use a newer version of this service, or move the file away to start over.`,
    );
  for (const [at, sql] of migrations.entries()) {
    if (at >= version) sqlite.exec(`BEGIN; ${sql}; PRAGMA user_version = ${at + 1}; COMMIT`);
  }
};

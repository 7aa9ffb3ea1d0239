import { randomBytes } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { openExclusively } from "./lock.ts";

/** What the local cloud remembers, apart from what Azurite and the Batch service keep. Open in one process at a time. */
export interface CloudState {
  /** Eight hexadecimal digits that end the names which Azure would make unique; one set for a folder. */
  readonly suffix: string;
  port(of: string): number | undefined;
  rememberPort(of: string, port: number): void;
  /** Name → key of every storage account. */
  storageAccounts(): Map<string, string>;
  addStorageAccount(name: string, key: string): void;
  close(): void;
}

/** Creates `dir` for this user alone. Throws AlreadyRunningError while another process has it open. */
export const openState = (dir: string): CloudState => {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const database = openExclusively(join(dir, "cloud.db"));
  database.exec(tables);
  const suffix = readOrCreateSuffix(database);
  const writePort = database.prepare("INSERT OR REPLACE INTO port VALUES (?, ?)");
  const writeAccount = database.prepare("INSERT INTO storage_account VALUES (?, ?)");

  return {
    suffix,
    port: (of) => numberOf(database.prepare("SELECT number FROM port WHERE of = ?").get(of)?.number),
    rememberPort: (of, port) => void writePort.run(of, port),
    storageAccounts: () =>
      new Map(
        database
          .prepare("SELECT name, key FROM storage_account")
          .all()
          .map(({ name, key }) => [String(name), String(key)]),
      ),
    addStorageAccount: (name, key) => void writeAccount.run(name, key),
    close: () => database.close(),
  };
};

const tables = `
  CREATE TABLE IF NOT EXISTS port (of TEXT PRIMARY KEY, number INTEGER NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS storage_account (name TEXT PRIMARY KEY, key TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS suffix (value TEXT NOT NULL) STRICT;
`;

const readOrCreateSuffix = (database: DatabaseSync): string => {
  const row = database.prepare("SELECT value FROM suffix").get();
  if (row) return String(row.value);
  const value = randomBytes(4).toString("hex");
  database.prepare("INSERT INTO suffix VALUES (?)").run(value);
  return value;
};

const numberOf = (value: unknown): number | undefined => (typeof value === "number" ? value : undefined);

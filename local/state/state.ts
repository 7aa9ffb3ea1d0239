import { randomBytes } from "node:crypto";
import { statSync } from "node:fs";
import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { openExclusively } from "../emulator/system/exclusive-database.ts";
import { LocalCloudError, recovery } from "../errors.ts";
import { prepareFolder } from "./folder.ts";

/** The local cloud's state apart from Azurite's and the Batch service's. Open in one process at a time. */
export interface CloudState {
  /** Eight hexadecimal digits, constant per folder, that end names which must be unique in Azure. */
  readonly suffix: string;
  port(of: string): number | undefined;
  rememberPort(of: string, port: number): void;
  /** Name → key of every storage account. */
  storageAccounts(): Map<string, string>;
  addStorageAccount(name: string, key: string): void;
  removeStorageAccount(name: string): void;
  /** Returns the record of the resource with this ARM id. */
  resource(id: string): ResourceRecord | undefined;
  /** Returns the ARM ids below this one, longest first. */
  resourcesWithin(id: string): string[];
  saveResource(id: string, record: ResourceRecord): void;
  removeResource(id: string): void;
  close(): void;
}

/** A declared resource. */
export interface ResourceRecord {
  /** Pulumi's type token. */
  readonly type: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  /** Properties that the local cloud reported right after it was put, in the shape of inputs. */
  readonly live: Readonly<Record<string, unknown>>;
}

/**
 * Opens the state in `dir`, which is created for this user, or closed to others.
 *
 * @throws AlreadyRunningError while another process has it open, LocalCloudError if a file of the cloud is missing or damaged.
 */
export const openState = (dir: string): CloudState => {
  prepareFolder(dir);
  const file = join(dir, "cloud.db");
  if (!exists(file))
    for (const part of parts.flatMap(({ files }) => files)) checkAbsent(join(dir, part), file);
  const database = openExclusively(file, { recovery });
  database.exec(tables);
  const suffix = readOrCreateSuffix(database);
  const run = (sql: string, ...values: (string | number)[]): void =>
    void database.prepare(sql).run(...values);

  return {
    suffix,
    port: (of) => numberOf(database.prepare("SELECT number FROM port WHERE of = ?").get(of)?.number),
    rememberPort: (of, port) => run("INSERT OR REPLACE INTO port VALUES (?, ?)", of, port),
    storageAccounts: () => {
      const rows = database.prepare("SELECT name, key FROM storage_account").all();
      return new Map(rows.map(({ name, key }) => [String(name), String(key)]));
    },
    addStorageAccount: (name, key) => run("INSERT INTO storage_account VALUES (?, ?)", name, key),
    removeStorageAccount: (name) => run("DELETE FROM storage_account WHERE name = ?", name),
    resource: (id) =>
      recordOf(database.prepare("SELECT record FROM arm_resource WHERE id = ?").get(id)?.record),
    resourcesWithin: (id) => {
      const sql = "SELECT id FROM arm_resource WHERE substr(id, 1, ?) = ? ORDER BY length(id) DESC";
      const rows = database.prepare(sql).all(id.length + 1, `${id}/`);
      return rows.map((row) => String(row.id));
    },
    saveResource: (id, record) =>
      run("INSERT OR REPLACE INTO arm_resource VALUES (?, ?)", id, JSON.stringify(record)),
    removeResource: (id) => run("DELETE FROM arm_resource WHERE id = ?", id),
    close: () => database.close(),
  };
};

/** Databases of the services, by the name of their port: the current file, then files that are imported into it. */
const parts = [
  { of: "batch", files: ["batch.db"] },
  { of: "blob", files: ["azurite/metadata.db", "azurite/__azurite_db_blob__.json"] },
] as const;

// A new cloud.db would have new account keys, which don't match the other databases.
const checkAbsent = (part: string, file: string): void => {
  if (exists(part))
    throw new LocalCloudError(
      "StateMissing",
      `${file}: expected it beside ${part}, but it is missing. ${recovery}`,
    );
};

/** @throws LocalCloudError if the database of a service that has run in this folder is gone. */
export const checkParts = (dir: string, state: Pick<CloudState, "port">): void => {
  for (const { of, files } of parts)
    if (state.port(of) !== undefined && !files.some((file) => exists(join(dir, file))))
      throw new LocalCloudError("StateMissing", `${join(dir, files[0])} is missing. ${recovery}`);
};

/** Unlike existsSync, throws if a parent folder can't be entered. */
const exists = (path: string): boolean => statSync(path, { throwIfNoEntry: false }) !== undefined;

const tables = `
  CREATE TABLE IF NOT EXISTS port (of TEXT PRIMARY KEY, number INTEGER NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS storage_account (name TEXT PRIMARY KEY, key TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS arm_resource (id TEXT PRIMARY KEY, record TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS suffix (value TEXT NOT NULL) STRICT;
`;

const readOrCreateSuffix = (database: DatabaseSync): string => {
  const row = database.prepare("SELECT value FROM suffix").get();
  if (row) return String(row.value);
  const value = randomBytes(4).toString("hex");
  database.prepare("INSERT INTO suffix VALUES (?)").run(value);
  return value;
};

const recordOf = (json: unknown): ResourceRecord | undefined =>
  typeof json === "string" ? (JSON.parse(json) as ResourceRecord) : undefined;

const numberOf = (value: unknown): number | undefined => (typeof value === "number" ? value : undefined);

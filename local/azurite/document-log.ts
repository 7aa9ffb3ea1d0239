import type { DatabaseSync } from "node:sqlite";
import type { LokiDocument } from "azurite/dist/src/blob/BlobServerFactory.js";

/** Documents of in-memory collections, kept in a SQLite table. */
export interface DocumentLog {
  /** Whether any were saved before this process. */
  readonly hasDocuments: boolean;
  /** Documents of a collection, ordered by id. */
  load(collection: string): LokiDocument[];
  put(collection: string, document: LokiDocument): void;
  remove(collection: string, document: LokiDocument): void;
  /** Commits every `put` and `remove` since the last one in one transaction. If it throws, the next call tries them again. */
  save(): void;
}

/** Reads and writes the table of an open database. A committed change survives `kill -9`: SQLite hands it to the kernel. */
export const openDocumentLog = (database: DatabaseSync): DocumentLog => {
  // WAL with NORMAL writes no more than the change and syncs at checkpoints only; a power cut may lose the last changes.
  database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; ${table}`);
  const select = database.prepare("SELECT json FROM document WHERE collection = ? ORDER BY id");
  const upsert = database.prepare("INSERT OR REPLACE INTO document VALUES (?, ?, ?)");
  const remove = database.prepare("DELETE FROM document WHERE collection = ? AND id = ?");
  const pending: (() => void)[] = [];
  return {
    hasDocuments: database.prepare("SELECT 1 FROM document LIMIT 1").get() !== undefined,
    load: (collection) =>
      Array.from(select.iterate(collection), ({ json }) => JSON.parse(String(json)) as LokiDocument),
    put: (collection, document) => {
      // As text at once: Azurite changes its documents in place.
      const json = JSON.stringify(document);
      const { $loki: id } = document;
      pending.push(() => upsert.run(collection, id, json));
    },
    remove: (collection, { $loki: id }) => pending.push(() => remove.run(collection, id)),
    save: () => {
      if (pending.length === 0) return;
      database.exec("BEGIN IMMEDIATE");
      try {
        for (const change of pending) change();
        database.exec("COMMIT");
      } catch (error) {
        // A full disk rolls some transactions back on its own.
        if (database.isTransaction) database.exec("ROLLBACK");
        throw error;
      }
      pending.length = 0;
    },
  };
};

const table = `CREATE TABLE IF NOT EXISTS document (
  collection TEXT NOT NULL, id INTEGER NOT NULL, json TEXT NOT NULL, PRIMARY KEY (collection, id)
) STRICT, WITHOUT ROWID`;

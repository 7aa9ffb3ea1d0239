import type { DatabaseSync } from "node:sqlite";
import type { LokiDocument } from "azurite/dist/src/blob/BlobServerFactory.js";

/** Stores documents of in-memory collections in a SQLite table. */
export interface DocumentLog {
  /** Whether the table had documents when it was opened. */
  readonly hasDocuments: boolean;
  /** Returns the documents of a collection, ordered by id. */
  load(collection: string): LokiDocument[];
  put(collection: string, document: LokiDocument): void;
  remove(collection: string, document: LokiDocument): void;
  /** Commits every `put` and `remove` since the last call in one transaction. If it throws, the next call retries them. */
  save(): void;
}

/** Opens the table in a database. Committed changes survive `kill -9`, because SQLite passes them to the kernel. */
export const openDocumentLog = (database: DatabaseSync): DocumentLog => {
  // WAL with NORMAL writes only the change and syncs only at checkpoints; a power cut may lose the last changes.
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
      // Serialise now: Azurite changes its documents in place.
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
        // On a full disk SQLite may have rolled the transaction back.
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

import type { SQLInputValue } from "node:sqlite";
import type { Database } from "./database.ts";

/** A stored document. `seq` is its key, which never changes; `parent` the account's name or the pool's key. */
export interface Stored<T, P extends string | number> {
  readonly seq: number;
  readonly parent: P;
  readonly doc: T;
}

/** A part of a WHERE clause. */
export interface Condition {
  readonly sql: string;
  readonly values: readonly SQLInputValue[];
}

export interface Page {
  readonly where?: Condition;
  /** The id before the page's first. */
  readonly after?: string;
  readonly limit: number;
}

/** A table of documents. They are read-only: to change one, save another in its place. */
export interface Documents<T extends { readonly id: string }, P extends string | number> {
  insert(parent: P, doc: T): Stored<T, P>;
  find(parent: P, id: string): Stored<T, P> | undefined;
  get(seq: number): Stored<T, P> | undefined;
  save(stored: Stored<T, P>): Stored<T, P>;
  remove(seq: number): void;
  /** Returns a page in order of id. */
  page(parent: P, page: Page): Stored<T, P>[];
  /** Returns all documents that match, in order of creation. */
  where(condition: Condition): Stored<T, P>[];
}

interface DocumentRow<P> {
  readonly seq: number;
  readonly parent: P;
  readonly doc: string;
}

const remembered = 5000;

export const createDocuments = <T extends { readonly id: string }, P extends string | number>(
  db: Database,
  table: "pool" | "node" | "job" | "schedule",
): Documents<T, P> => {
  const cache = new Map<number, Stored<T, P>>();
  db.onForget(() => cache.clear());

  const remember = (stored: Stored<T, P>): Stored<T, P> => {
    if (cache.size >= remembered) cache.clear();
    cache.set(stored.seq, stored);
    return stored;
  };
  const read = (row: DocumentRow<P>): Stored<T, P> =>
    cache.get(row.seq) ?? remember({ seq: row.seq, parent: row.parent, doc: JSON.parse(row.doc) as T });
  const columns = `SELECT seq, parent, doc FROM ${table}`;

  return {
    insert: (parent, doc) => {
      const { key } = db.run(
        `INSERT INTO ${table} (parent, id, doc) VALUES (?, ?, ?)`,
        parent,
        doc.id,
        JSON.stringify(doc),
      );
      return remember({ seq: key, parent, doc });
    },
    find: (parent, id) => {
      const row = db.get<DocumentRow<P>>(`${columns} WHERE parent = ? AND id = ?`, parent, id);
      return row && read(row);
    },
    get: (seq) => {
      const known = cache.get(seq);
      if (known !== undefined) return known;
      const row = db.get<DocumentRow<P>>(`${columns} WHERE seq = ?`, seq);
      return row && read(row);
    },
    save: (stored) => {
      db.run(`UPDATE ${table} SET doc = ? WHERE seq = ?`, JSON.stringify(stored.doc), stored.seq);
      return remember(stored);
    },
    remove: (seq) => {
      db.run(`DELETE FROM ${table} WHERE seq = ?`, seq);
      cache.delete(seq);
    },
    page: (parent, { where, after = "", limit }) =>
      db
        .all<DocumentRow<P>>(
          `${columns} WHERE parent = ? AND id > ? ${where ? `AND (${where.sql})` : ""} ORDER BY id LIMIT ?`,
          parent,
          after,
          ...(where?.values ?? []),
          limit,
        )
        .map(read),
    where: ({ sql, values }) =>
      db.all<DocumentRow<P>>(`${columns} WHERE ${sql} ORDER BY seq`, ...values).map(read),
  };
};

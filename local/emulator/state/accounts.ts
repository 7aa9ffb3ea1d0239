import { randomBytes } from "node:crypto";
import type { Database } from "./database.ts";

export interface Accounts {
  /** Returns the account's key in base64; undefined for an unknown account. */
  key(name: string): string | undefined;
  /** Creates the account unless it exists. Returns its key. */
  put(name: string): string;
  remove(name: string): void;
}

export const createAccounts = (db: Database): Accounts => {
  // Each request needs its account's key.
  const keys = new Map<string, string>();
  db.onRollback(() => keys.clear());

  const find = (name: string): string | undefined => {
    const known =
      keys.get(name) ?? db.get<{ key: string }>("SELECT key FROM account WHERE name = ?", name)?.key;
    if (known !== undefined) keys.set(name, known);
    return known;
  };

  return {
    key: find,
    put: (name) => {
      const known = find(name);
      if (known !== undefined) return known;
      const key = randomBytes(64).toString("base64");
      db.run("INSERT INTO account (name, key) VALUES (?, ?)", name, key);
      return key;
    },
    remove: (name) => {
      db.run("DELETE FROM account WHERE name = ?", name);
      keys.delete(name);
    },
  };
};

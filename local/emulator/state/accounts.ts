import { randomBytes } from "node:crypto";
import type { Database } from "./database.ts";

export interface Accounts {
  /** Returns the account's key in base64; undefined for an unknown account. */
  key(name: string): string | undefined;
  /** Creates the account unless it exists, or gives it the key. Without a key, a new account gets a random one. Returns its key. */
  put(name: string, key?: string): string;
  remove(name: string): void;
}

export const createAccounts = (db: Database): Accounts => {
  // Each request needs its account's key.
  const keys = new Map<string, string>();
  db.onForget(() => keys.clear());

  const find = (name: string): string | undefined => {
    const known =
      keys.get(name) ?? db.get<{ key: string }>("SELECT key FROM account WHERE name = ?", name)?.key;
    if (known !== undefined) keys.set(name, known);
    return known;
  };

  return {
    key: find,
    put: (name, given) => {
      const known = find(name);
      if (known !== undefined && (given ?? known) === known) return known;
      const key = given ?? randomBytes(64).toString("base64");
      db.run("INSERT OR REPLACE INTO account (name, key) VALUES (?, ?)", name, key);
      keys.set(name, key);
      return key;
    },
    remove: (name) => {
      db.run("DELETE FROM account WHERE name = ?", name);
      keys.delete(name);
    },
  };
};

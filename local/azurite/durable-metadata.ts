import { existsSync, renameSync } from "node:fs";
import type { LokiCollection, LokiDatabase, LokiStore } from "azurite/dist/src/blob/BlobServerFactory.js";
import type { DocumentLog } from "./document-log.ts";

/**
 * Makes Azurite's metadata durable: each change is saved before Azurite responds to its request. Azurite itself writes all
 * metadata every five seconds, so that a kill would lose acknowledged changes.
 *
 * Loads the saved metadata. Imports metadata of Azurite's own files once, then renames the files.
 */
export const makeDurable = async (stores: readonly LokiStore[], log: DocumentLog): Promise<void> => {
  for (const { db } of stores) stopAutosave(db);
  await Promise.all(stores.map((store) => store.init()));
  for (const collection of stores.flatMap(({ db }) => db.collections)) {
    if (log.hasDocuments) fill(collection, log);
    else for (const document of collection.data) log.put(collection.name, document);
    follow(collection, log);
  }
  log.save();
  for (const { lokiDBPath: file } of stores) if (existsSync(file)) renameSync(file, `${file}.imported`);
};

/** Calls `save` after each method of a store that serves requests, and before it in case the last save failed. */
export const saveAfterEachCall = (store: object, save: () => void): void => {
  const methods: Record<string, unknown> = Object.getPrototypeOf(store);
  for (const name of Object.getOwnPropertyNames(methods)) {
    const method = methods[name];
    if (lifecycle.has(name) || !isAsync(method)) continue;
    const saving = async (...values: unknown[]): Promise<unknown> => {
      save();
      const result = await method.apply(store, values);
      save();
      return result;
    };
    Object.assign(store, { [name]: saving });
  }
};

const lifecycle: ReadonlySet<string> = new Set(["init", "close", "delete"]);

const isAsync = (method: unknown): method is (...values: unknown[]) => Promise<unknown> =>
  typeof method === "function" && method.constructor.name === "AsyncFunction";

const stopAutosave = (db: LokiDatabase): void => {
  db.autosaveDisable();
  db.autosave = false;
  db.saveDatabase = (done) => done();
};

const fill = (collection: LokiCollection, log: DocumentLog): void => {
  collection.data = log.load(collection.name);
  collection.maxId = collection.data.at(-1)?.$loki ?? 0;
  collection.ensureId();
  collection.ensureAllIndexes(true);
  for (const field of collection.uniqueNames) collection.ensureUniqueIndex(field);
};

const follow = (collection: LokiCollection, log: DocumentLog): void => {
  const { name } = collection;
  collection.on("insert", (document) => log.put(name, document));
  collection.on("update", (document) => log.put(name, document));
  collection.on("delete", (document) => log.remove(name, document));
};

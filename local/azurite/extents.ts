import { statSync } from "node:fs";
import { join } from "node:path";
import type { Chunk, ExtentsIterator, LokiDatabase } from "azurite/dist/src/blob/BlobServerFactory.js";
import { codeOf } from "../emulator/system/errors.ts";
import { LocalCloudError, recovery } from "../errors.ts";

/** Content of blobs and uncommitted blocks in Azurite's documents. */
interface WithContent {
  readonly persistency?: Chunk;
  readonly committedBlocksInOrder?: readonly { readonly persistency: Chunk }[];
  readonly pageRangesInOrder?: readonly { readonly persistency: Chunk }[];
}

/** Returns the bytes that blobs and uncommitted blocks use of each extent, by its id. */
export const usedExtents = (db: LokiDatabase): Map<string, number> => {
  const used = new Map<string, number>();
  const documents = db.collections.flatMap(({ data }) => data as readonly WithContent[]);
  for (const { persistency, committedBlocksInOrder = [], pageRangesInOrder = [] } of documents)
    for (const chunk of [{ persistency }, ...committedBlocksInOrder, ...pageRangesInOrder])
      if (chunk.persistency !== undefined && chunk.persistency.id !== zeros) need(used, chunk.persistency);
  return used;
};

/**
 * Returns the ids of the used extents for Azurite's garbage collector. Azurite's own list continues each page after the last blob
 * name of the previous one, so that it misses blobs of that name in other containers and deletes their content.
 */
export const usedExtentsPage = (db: LokiDatabase): ExtentsIterator => {
  const pages = [() => [...usedExtents(db).keys()]];
  return {
    next: async () => {
      const page = pages.pop();
      return page === undefined ? { done: true, value: [] } : { done: false, value: page() };
    },
  };
};

// IBlobMetadataStore.ts: pages that were never written.
const zeros = "*ZERO*";

const need = (used: Map<string, number>, { id, offset, count }: Chunk): void =>
  void used.set(id, Math.max(used.get(id) ?? 0, offset + count));

/** Returns why a part of an extent can't be read completely; undefined if it can. */
export const damageOf = (folder: string, { id, offset, count }: Chunk): string | undefined => {
  if (id === zeros || count === 0) return undefined;
  const file = join(folder, id);
  const [expected, found] = [offset + count, sizeOf(file)];
  return found < expected
    ? `${file}: expected at least ${expected} bytes, got ${found}. ${recovery}`
    : undefined;
};

/** @throws LocalCloudError if files are missing or shorter than blobs need */
export const checkExtents = (folder: string, used: ReadonlyMap<string, number>): void => {
  const damaged = [...used].filter(([id, bytes]) => sizeOf(join(folder, id)) < bytes);
  const [first] = damaged;
  if (first === undefined) return;
  const [id, bytes] = first;
  throw new LocalCloudError(
    "BlobContentDamaged",
    `${join(folder, id)}: expected at least ${bytes} bytes, got ${sizeOf(join(folder, id))}; ` +
      `${damaged.length} of the ${used.size} files with blob content are damaged. ${recovery}`,
  );
};

const sizeOf = (file: string): number => {
  try {
    return statSync(file).size;
  } catch (error) {
    if (codeOf(error) === "ENOENT") return 0;
    throw error;
  }
};

import { statSync } from "node:fs";
import { join } from "node:path";
import type { Chunk, ExtentsIterator, LokiDatabase } from "azurite/dist/src/blob/BlobServerFactory.js";
import { codeOf } from "../emulator/system/errors.ts";
import { LocalCloudError, recovery } from "../errors.ts";

/** What Azurite's documents of blobs and of uncommitted blocks say about content. */
interface WithContent {
  readonly persistency?: Chunk;
  readonly committedBlocksInOrder?: readonly { readonly persistency: Chunk }[];
  readonly pageRangesInOrder?: readonly { readonly persistency: Chunk }[];
}

/** Bytes that blobs and uncommitted blocks need of each extent, by its id. */
export const usedExtents = (db: LokiDatabase): Map<string, number> => {
  const used = new Map<string, number>();
  const documents = db.collections.flatMap(({ data }) => data as readonly WithContent[]);
  for (const { persistency, committedBlocksInOrder = [], pageRangesInOrder = [] } of documents)
    for (const chunk of [{ persistency }, ...committedBlocksInOrder, ...pageRangesInOrder])
      if (chunk.persistency !== undefined && chunk.persistency.id !== zeros) need(used, chunk.persistency);
  return used;
};

/**
 * Ids of the used extents, in the form in which Azurite's garbage collector takes them. Azurite's own list continues each page
 * after the last name of the one before, and misses blobs of that name in other containers: it deletes their content.
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

/** Says why a part of an extent can't be read in full; undefined if it can. */
export const damageOf = (folder: string, { id, offset, count }: Chunk): string | undefined => {
  if (id === zeros || count === 0) return undefined;
  const file = join(folder, id);
  const [expected, found] = [offset + count, sizeOf(file)];
  return found < expected
    ? `${file}: expected at least ${expected} bytes, got ${found}. ${recovery}`
    : undefined;
};

/** @throws LocalCloudError if files are missing or shorter than what blobs need of them. */
export const checkExtents = (folder: string, used: ReadonlyMap<string, number>): void => {
  const damaged = [...used].filter(([id, bytes]) => sizeOf(join(folder, id)) < bytes);
  const [first] = damaged;
  if (first === undefined) return;
  const [id, bytes] = first;
  throw new LocalCloudError(
    "BlobContentDamaged",
    `${join(folder, id)}: expected at least ${bytes} bytes, got ${sizeOf(join(folder, id))}; ` +
      `${damaged.length} of the ${used.size} files with the content of blobs are damaged. ${recovery}`,
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

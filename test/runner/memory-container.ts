import { createHash } from "node:crypto";
import { writeFile } from "node:fs/promises";
import type { BlobContainer, WriteConditions } from "../../runner/azure/blob-container.ts";
import type { ListedBlob } from "../../runner/azure/list-blobs.ts";

interface StoredBlob {
  readonly content: Buffer;
  readonly etag: string | undefined;
  /** Undefined for a blob that was uploaded in blocks, as in Azure. */
  readonly md5: string | undefined;
  readonly metadata: Readonly<Record<string, string>>;
  readonly lastModified: Date;
}

interface MemoryContainer extends BlobContainer {
  readonly blobs: Map<string, StoredBlob>;
  /** Stores a blob; the fields replace those that Azure would set. */
  readonly put: (blobName: string, content: string | Buffer, fields?: Partial<StoredBlob>) => void;
  /** Names of blobs whose content was read. */
  readonly reads: string[];
}

const md5Of = (content: Buffer): string => createHash("md5").update(content).digest("hex");

/** A container that keeps its blobs in memory, with Azure's conditions, ETags and order of names. */
export const memoryContainer = (url = "https://store.blob.core.windows.net/files"): MemoryContainer => {
  const blobs = new Map<string, StoredBlob>();
  const staged = new Map<string, Map<string, Buffer>>();
  const reads: string[] = [];
  let version = 0;
  const put: MemoryContainer["put"] = (blobName, text, fields) => {
    const content = Buffer.from(text);
    version += 1;
    const lastModified = new Date(Date.UTC(2026, 0, 1) + version * 1000);
    const etag = `0x${version}`;
    blobs.set(blobName, { content, etag, md5: md5Of(content), metadata: {}, lastModified, ...fields });
  };
  const isMet = (blobName: string, { ifNoneMatch, ifMatch }: WriteConditions = {}): boolean =>
    !(ifNoneMatch === "*" && blobs.has(blobName)) &&
    (ifMatch === undefined || blobs.get(blobName)?.etag === ifMatch);
  const read = (blobName: string): StoredBlob | undefined => {
    reads.push(blobName);
    return blobs.get(blobName);
  };
  const getProperties: BlobContainer["getProperties"] = async (blobName) => {
    const blob = blobs.get(blobName);
    return blob && { size: blob.content.length, etag: blob.etag, metadata: blob.metadata };
  };
  return {
    ...{ blobs, put, reads, url, getProperties },
    name: url.slice(url.lastIndexOf("/") + 1),
    list: async function* (prefix) {
      for (const name of [...blobs.keys()].sort()) {
        const blob = blobs.get(name);
        if (blob === undefined || !name.startsWith(prefix)) continue;
        const { content, etag, md5, lastModified } = blob;
        yield { name, size: content.length, etag, md5, lastModified } satisfies ListedBlob;
      }
    },
    listFolders: async function* (prefix) {
      const below = [...blobs.keys()].filter((name) => name.startsWith(prefix));
      const folders = below
        .map((name) => name.slice(prefix.length).split("/"))
        .filter(({ length }) => length > 1);
      yield* new Set(folders.map(([folder = ""]) => folder).sort());
    },
    touch: async (blobName, size) => {
      const properties = await getProperties(read(blobName) === undefined ? "" : blobName);
      return properties?.size === 0 && size > 0 ? {} : properties;
    },
    read: async (blobName, range) => {
      const { start = 0, length = Number.POSITIVE_INFINITY } = range ?? {};
      return read(blobName)?.content.subarray(start, start + length);
    },
    readContent: async (blobName, { path, expectedMd5 } = {}) => {
      const blob = read(blobName);
      if (blob === undefined) return undefined;
      const { content, etag } = blob;
      if (path !== undefined) await writeFile(path, content);
      const md5 = md5Of(content);
      const isDamaged = md5 !== (expectedMd5 ?? blob.md5 ?? md5);
      return { size: content.length, md5, etag, ...(isDamaged && { isDamaged }) };
    },
    write: async (blobName, content, { conditions, metadata = {} } = {}) => {
      const isWritten = isMet(blobName, conditions);
      if (isWritten) put(blobName, Buffer.from(content), { metadata });
      return isWritten;
    },
    listStagedBlocks: async (blobName) =>
      new Map([...(staged.get(blobName) ?? [])].map(([id, { length }]) => [id, length])),
    stageBlock: async (blobName, id, content) => {
      staged.set(blobName, (staged.get(blobName) ?? new Map()).set(id, content));
    },
    commitBlocks: async (blobName, ids, { conditions, metadata = {} } = {}) => {
      const isWritten = isMet(blobName, conditions);
      const blocks = ids.map((id) => staged.get(blobName)?.get(id) ?? Buffer.alloc(0));
      if (isWritten) put(blobName, Buffer.concat(blocks), { metadata, md5: undefined });
      return isWritten;
    },
    delete: async (blobName) => blobs.delete(blobName),
  };
};

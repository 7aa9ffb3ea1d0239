// The azurite package has no types. These are the parts of it, and of its LokiJS, that the local cloud uses.
declare module "azurite/dist/src/blob/BlobServerFactory.js" {
  interface LokiDocument {
    readonly $loki: number;
  }
  interface LokiCollection {
    readonly name: string;
    data: LokiDocument[];
    /** Highest `$loki` of any document so far. */
    maxId: number;
    readonly uniqueNames: readonly string[];
    /** These build indexes of `data`. */
    ensureId(): void;
    ensureAllIndexes(force: boolean): void;
    ensureUniqueIndex(field: string): void;
    on(event: "insert" | "update" | "delete", listener: (document: LokiDocument) => void): void;
  }
  interface LokiDatabase {
    readonly collections: readonly LokiCollection[];
    autosave: boolean;
    autosaveDisable(): void;
    saveDatabase: (done: (error?: Error) => void) => void;
  }
  interface LokiStore {
    readonly db: LokiDatabase;
    /** File of Azurite's own persistence. */
    readonly lokiDBPath: string;
    /** Loads `lokiDBPath` if it is there, and creates the collections that are missing. */
    init(): Promise<void>;
  }
  /** Iterates over pages of extent ids. */
  interface ExtentsIterator {
    next(): Promise<{ done: boolean; value: string[] }>;
  }
  /** Part of an extent. An extent is a file with the content of blobs. */
  interface Chunk {
    readonly id: string;
    readonly offset: number;
    readonly count: number;
  }
  interface BlobServer {
    readonly metadataStore: LokiStore & { iteratorExtents: () => ExtentsIterator };
    readonly extentMetadataStore: LokiStore;
    readonly extentStore: {
      appendExtent(data: NodeJS.ReadableStream | Buffer, contextId?: string): Promise<unknown>;
      readExtent(chunk?: Chunk, contextId?: string): Promise<NodeJS.ReadableStream>;
    };
    start(): Promise<void>;
    close(): Promise<void>;
    /** `http://<host>:<port>` */
    getHttpServerAddress(): string;
    readonly accountDataStore: { refresh(): void };
  }
  class BlobServerFactory {
    createServer(): Promise<BlobServer>;
  }
}

declare module "azurite/dist/src/blob/errors/StorageError.js" {
  /** Sent like an error of Azure, with `code` in the body and in `x-ms-error-code`. */
  class StorageError extends Error {
    constructor(status: number, code: string, message: string, requestId: string);
  }
  const exported: { default: typeof StorageError };
  export default exported;
}

declare module "azurite/dist/src/blob/generated/utils/xml.js" {
  /** Azurite calls the function as a property of this object. */
  const exported: { stringifyXML: (body: unknown, options: unknown) => string };
  export default exported;
}

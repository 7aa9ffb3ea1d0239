// The azurite package brings no types; this is what azurite-child.ts uses of it.
declare module "azurite/dist/src/blob/BlobServerFactory.js" {
  interface BlobServer {
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

import { randomBytes } from "node:crypto";
import {
  BlobSASPermissions,
  BlobServiceClient,
  type ContainerClient,
  StorageSharedKeyCredential,
} from "@azure/storage-blob";
import { type Azurite, startAzurite } from "../../../local/azurite/azurite.ts";
import { type BlobProxy, startBlobProxy } from "../../../local/azurite/blob-proxy.ts";
import { createFaults, type Faults } from "../../../local/emulator/faults/faults.ts";
import { parseFault } from "../../../local/emulator/faults/parse-fault.ts";
import { withTemporaryFolder } from "../../helpers/temporary-folder.ts";

const account = "account1";
const key = randomBytes(64).toString("base64");

export const accounts: ReadonlyMap<string, string> = new Map([[account, key]]);

/** Content of the blob `there`. */
export const content = randomBytes(3_000_000);

interface BlobLab {
  /** Returns a client of the container without the proxy. */
  direct(): ContainerClient;
  /** Calls `use` with a client that reaches the container through a proxy with these faults; `maxTries` defaults to 1. */
  through(
    declarations: readonly string[],
    use: (container: ContainerClient, faults: Faults, proxy: BlobProxy) => Promise<void>,
    maxTries?: number,
  ): Promise<void>;
}

/** One Azurite for the suite that calls it. */
export const describeWithAzurite = (title: string, suite: (lab: BlobLab) => void): void =>
  void describe(title, () => {
    const started = Promise.withResolvers<Azurite>();
    const used = Promise.withResolvers<void>();
    let azurite: Azurite;
    let over: Promise<void>;
    before(async () => {
      over = withTemporaryFolder(async (dir) => {
        const running = await startAzurite({ dir, accounts });
        started.resolve(running);
        await used.promise;
        await running.close();
      });
      over.catch(started.reject);
      azurite = await started.promise;
      await containerAt(azurite.endpoint).create();
      await containerAt(azurite.endpoint).getBlockBlobClient("there").uploadData(content);
    });
    after(() => {
      used.resolve();
      return over;
    });
    suite({
      direct: () => containerAt(azurite.endpoint),
      through: async (declarations, use, maxTries) => {
        const faults = createFaults(declarations.map(parseFault));
        const proxy = await startBlobProxy({ target: azurite.endpoint, faults });
        try {
          await use(containerAt(proxy.endpoint, maxTries), faults, proxy);
        } finally {
          await proxy.close();
        }
      },
    });
  });

export const containerAt = (endpoint: string, maxTries = 1): ContainerClient =>
  new BlobServiceClient(`${endpoint}/${account}`, new StorageSharedKeyCredential(account, key), {
    retryOptions: { maxTries, retryDelayInMs: 1, maxRetryDelayInMs: 2 },
  }).getContainerClient("container1");

/** Returns the blob's URL with a SAS of these permissions. */
export const sasUrl = (container: ContainerClient, blob: string, permissions: string): Promise<string> =>
  container.getBlockBlobClient(blob).generateSasUrl({
    permissions: BlobSASPermissions.parse(permissions),
    expiresOn: inAnHour(),
  });

export const inAnHour = (): Date => new Date(Date.now() + 3_600_000);

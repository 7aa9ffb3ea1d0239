import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startAzurite } from "../../local/azurite/azurite.ts";
import { startBatchService } from "../../local/emulator/service.ts";

/** The Batch and storage accounts that the suite tests. */
export interface Target {
  readonly isLive: boolean;
  readonly account: string;
  /** With scheme, without a slash at the end. */
  readonly endpoint: string;
  readonly key: string;
  readonly storage: string;
  close(): Promise<void>;
}

/** An explicit opt-in: Azure's pools cost money, and `.local/env` sets the same variables. */
export const isLive = process.env.BATCH_CONFORMANCE === "live";

/** Returns the environment's accounts with BATCH_CONFORMANCE=live, otherwise those of local services that stop afterwards. */
export const openTarget = (): Promise<Target> => (isLive ? Promise.resolve(liveTarget()) : startTarget());

const liveTarget = (): Target => {
  const endpoint = variable("AZURE_BATCH_ENDPOINT");
  return {
    isLive,
    account: variable("AZURE_BATCH_ACCOUNT"),
    endpoint: (endpoint.includes("://") ? endpoint : `https://${endpoint}`).replace(/\/+$/, ""),
    key: variable("AZURE_BATCH_ACCESS_KEY"),
    storage: variable("AZURE_STORAGE_CONNECTION_STRING"),
    close: async () => {},
  };
};

const variable = (name: string): string => {
  const value = process.env[name];
  if (value) return value;
  throw new Error(
    `BATCH_CONFORMANCE=live needs ${name}: expected a value, found none; set it or unset BATCH_CONFORMANCE.`,
  );
};

const startTarget = async (): Promise<Target> => {
  const dir = await mkdtemp(join(tmpdir(), "batch-conformance-"));
  const account = "conformance";
  const storageKey = randomBytes(64).toString("base64");
  const [azurite, service] = await Promise.all([
    startAzurite({ dir: join(dir, "azurite"), accounts: new Map([[account, storageKey]]) }),
    startBatchService({ dir: join(dir, "batch"), log: (line) => console.error(`batch: ${line}`) }),
  ]);
  const blobs = `${azurite.endpoint}/${account}`;
  return {
    isLive,
    account,
    endpoint: service.endpoint,
    key: service.putAccount(account).key,
    storage: `DefaultEndpointsProtocol=http;AccountName=${account};AccountKey=${storageKey};BlobEndpoint=${blobs}`,
    close: async () => {
      await Promise.all([service.close(), azurite.close()]);
      await rm(dir, { recursive: true, force: true });
    },
  };
};

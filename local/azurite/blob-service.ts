import type { Faults } from "../emulator/faults/faults.ts";
import { type Azurite, type AzuriteOptions, startAzurite } from "./azurite.ts";
import { startBlobProxy } from "./blob-proxy.ts";

interface BlobServiceOptions extends AzuriteOptions {
  readonly faults?: Pick<Faults, "forBlobRequest" | "canHit">;
}

/** Starts Azurite, behind a proxy if faults of blob requests are declared. Clients connect to `port`. */
export const startBlobService = async (options: BlobServiceOptions): Promise<Azurite> => {
  const { faults, port } = options;
  if (!faults?.canHit("blob request")) return startAzurite(options);
  const azurite = await startAzurite({ ...options, port: 0 });
  const proxy = await startBlobProxy({ target: azurite.endpoint, faults, port }).catch(
    async (error: unknown) => {
      await azurite.close();
      throw error;
    },
  );
  return {
    ...azurite,
    endpoint: proxy.endpoint,
    close: async () => {
      await proxy.close();
      await azurite.close();
    },
  };
};

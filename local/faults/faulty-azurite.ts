import { type Azurite, type AzuriteOptions, startAzurite } from "../azurite.ts";
import { startBlobProxy } from "./blob-proxy.ts";
import type { Faults } from "./faults.ts";

/** Azurite behind a proxy that makes requests to it fail. `port` is the proxy's. */
export const startFaultyAzurite = async (
  options: AzuriteOptions & { readonly faults: Pick<Faults, "forBlobRequest"> },
): Promise<Azurite> => {
  const azurite = await startAzurite({ ...options, port: 0 });
  const { faults, port } = options;
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

import type { Cloud } from "../../../local/provision/provisioner.ts";
import type { ResourceRecord } from "../../../local/state/state.ts";

/** A cloud in memory without a blob service. `pools` are the data plane's. */
export const fakeCloud = (parts: Partial<Pick<Cloud, "batch" | "faults">> = {}) => {
  const pools = new Map<string, object>();
  const records = new Map<string, ResourceRecord>();
  const storageAccounts = new Map<string, string>();
  const cloud: Cloud = {
    state: {
      suffix: "0a1b2c3d",
      port: () => undefined,
      rememberPort: () => {},
      storageAccounts: () => storageAccounts,
      addStorageAccount: (name, key) => void storageAccounts.set(name, key),
      removeStorageAccount: (name) => void storageAccounts.delete(name),
      resource: (id) => records.get(id),
      resourcesWithin: (id) => [...records.keys()].filter((other) => other.startsWith(`${id}/`)),
      saveResource: (id, record) => void records.set(id, record),
      removeResource: (id) => void records.delete(id),
      close: () => {},
    },
    blobs: { endpoint: "http://127.0.0.1:1", setAccounts: async () => {} },
    batch: {
      endpoint: "http://127.0.0.1:2",
      putAccount: () => ({ key: "a2V5" }),
      deleteAccount: async () => {},
      putPool: (_, pool) => void pools.set("id" in pool ? String(pool.id) : "", pool),
      previewPool: (pool) => pool,
      getPool: (_, id) => pools.get(id),
      deletePool: async (_, id) => void pools.delete(id),
    },
    ...parts,
  };
  return { cloud, pools, records };
};

export const noFaults = { forArmWrite: () => false, forPoolUpdate: () => false, forQuotaRead: () => false };

/** Valid inputs by Pulumi's type token. */
export const group = { resourceGroupName: "g", location: "eastus" };
export const account = { resourceGroupName: "g", accountName: "abc", location: "eastus" };
export const pool = {
  resourceGroupName: "g",
  accountName: "abc",
  poolName: "workers",
  vmSize: "Standard_D2s_v5",
  deploymentConfiguration: {
    virtualMachineConfiguration: {
      imageReference: { publisher: "p", offer: "o", sku: "s", version: "latest" },
      nodeAgentSkuId: "batch.node.ubuntu 24.04",
    },
  },
  scaleSettings: { fixedScale: { targetDedicatedNodes: 2, resizeTimeout: "PT15M" } },
  startTask: {
    commandLine: "Run A",
    userIdentity: { autoUser: { scope: "Pool", elevationLevel: "Admin" } },
  },
};

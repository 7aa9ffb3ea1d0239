import assert from "node:assert/strict";
import { runProgram } from "../../local/program-run.ts";
import type { Cloud } from "../../local/provision/provisioner.ts";
import { readPulumiConfig } from "../../local/pulumi-config.ts";

const config = readPulumiConfig(new URL("../../Pulumi.yaml", import.meta.url).pathname);

/** A cloud whose parts only remember; the blob service is not there. */
const fakeCloud = (batch: Partial<Cloud["batch"]> = {}): Cloud => ({
  state: {
    suffix: "0a1b2c3d",
    port: () => undefined,
    rememberPort: () => {},
    storageAccounts: () => new Map(),
    addStorageAccount: () => {},
    removeStorageAccount: () => {},
    resource: () => ({ type: "", inputs: {}, live: {} }),
    resourcesWithin: () => [],
    saveResource: () => {},
    removeResource: () => {},
    close: () => {},
  },
  blobs: { endpoint: "http://127.0.0.1:1", setAccounts: async () => {} },
  batch: {
    endpoint: "http://127.0.0.1:2",
    putAccount: () => ({ key: "a2V5" }),
    deleteAccount: async () => {},
    putPool: () => {},
    getPool: () => undefined,
    deletePool: async () => {},
    ...batch,
  },
});

describe("runProgram", () => {
  it("ends with the first error of a provisioner, and with no other", async () => {
    // Pulumi would make it an unhandled rejection for every output that waits, which ends the process.
    const cloud = fakeCloud({
      putAccount: () => {
        throw new Error("the disk is full");
      },
    });
    await assert.rejects(runProgram(cloud, config), { message: "the disk is full" });
  });

  it("ends with the error of a function such as listing keys", async () => {
    // An account that the state forgets at once.
    await assert.rejects(runProgram(fakeCloud(), config), {
      message: /Code="ResourceNotFound" Message="The storage account 'storage0a1b2c3d' was not found\."/,
    });
  });

  it("says in one line what is wrong with the settings", async () => {
    const values = {
      ...config.values,
      "azure-batch-workloads:nodeCount": "x",
      "azure-batch-workloads:vmSize": "",
    };
    await assert.rejects(runProgram(fakeCloud(), { ...config, values }), {
      name: "LocalCloudError",
      message: /^The settings of this stack do not fit: vmSize: [^\n]* nodeCount: [^\n]*$/,
    });
  });
});

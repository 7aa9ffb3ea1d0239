import assert from "node:assert/strict";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import type { StackOutputs } from "../../../infra/outputs.ts";
import { checkLocalEndpoints } from "../../../runner/environment/local-endpoints.ts";

const outputs = (batch: string, storage: string, auth: "keys" | "entra" = "keys"): StackOutputs => {
  const common = {
    location: "x",
    resourceGroupName: "x",
    storageAccountName: "acct",
    applicationContainerUrl: `${storage}/application`,
    inputContainerUrl: `${storage}/input`,
    outputContainerUrl: `${storage}/output`,
    batchAccountName: "acct",
    batchAccountEndpoint: batch,
    poolId: "pool",
    vmSize: "x",
    maxDedicatedNodes: 1,
    maxSpotNodes: 0,
    autoscale: false,
    taskSlotsPerNode: 1,
    nodePath: "node",
    containerImages: [],
  };
  if (auth === "entra") return { auth, ...common, nodeIdentityId: "/subscriptions/s/x" };
  return { auth, ...common, storageAccountKey: "a2V5", batchAccountKey: "a2V5" };
};

/** Two ports of this machine: somebody listens at the first. */
const withPorts = async (use: (open: string, closed: string) => Promise<void>): Promise<void> => {
  const servers = [createServer(), createServer()];
  const urls: string[] = [];
  for (const server of servers) {
    await new Promise<void>((done) => void server.listen(0, "127.0.0.1", done));
    urls.push(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  }
  await new Promise((done) => servers[1]?.close(done));
  try {
    await use(urls[0] ?? "", urls[1] ?? "");
  } finally {
    servers[0]?.close();
  }
};

describe("environment/local-endpoints", () => {
  it("lets a local cloud pass that listens", () =>
    withPorts((open) => checkLocalEndpoints(outputs(open, open))));

  it("says at once that the local cloud is not running, and how to start it", () =>
    withPorts(async (open, closed) => {
      const expected = {
        kind: "environment",
        message: `the local cloud is not running: nothing listens at ${closed}`,
        hint: "Start it in another terminal: npm run local",
      };
      await assert.rejects(checkLocalEndpoints(outputs(closed, open)), expected);
      await assert.rejects(checkLocalEndpoints(outputs(open, closed)), expected);
    }));

  it("refuses Entra ID there", () =>
    withPorts((open) =>
      assert.rejects(checkLocalEndpoints(outputs(open, open, "entra")), {
        kind: "environment",
        message: "the stack has auth: entra, but it is on the local cloud, which knows account keys only",
      }),
    ));

  it("asks nothing of Azure", () =>
    checkLocalEndpoints(
      outputs("https://a.eastus.batch.azure.com", "https://a.blob.core.windows.net", "entra"),
    ));
});

import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { connectClients } from "../../../runner/azure/clients.ts";
import { fakeClock, quietPolicy } from "../fakes.ts";
import { keysOutputs } from "../outputs.ts";

/** With a proxy in the environment that lets nothing through; gives what it was asked for. */
const withProxy = async (use: () => Promise<void>): Promise<string[]> => {
  const asked: string[] = [];
  const proxy = createServer().on("connect", ({ url = "" }, socket) => {
    asked.push(url);
    socket.end("HTTP/1.1 502 Bad Gateway\r\n\r\n");
  });
  await new Promise<void>((done) => void proxy.listen(0, "127.0.0.1", done));
  const { HTTPS_PROXY: before } = process.env;
  process.env.HTTPS_PROXY = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  try {
    await use();
  } finally {
    if (before === undefined) delete process.env.HTTPS_PROXY;
    else process.env.HTTPS_PROXY = before;
    proxy.closeAllConnections();
    proxy.close();
  }
  return asked;
};

describe("batch: a proxy of the environment", () => {
  it("is asked for Batch on Azure, as the Storage SDK asks it", async () => {
    const asked = await withProxy(async () => {
      const { batch } = connectClients(keysOutputs(), { ...quietPolicy(fakeClock()), maxAttempts: 2 });
      await assert.rejects(batch.getJob("j"), { name: "ServiceError", code: "ERR_PROXY_TUNNEL" });
    });
    const { host } = new URL(keysOutputs().batchAccountEndpoint);
    assert.deepEqual(asked, [`${host}:443`, `${host}:443`]);
  });
});

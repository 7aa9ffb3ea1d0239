import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { connectClients } from "../../../runner/azure/clients.ts";
import { fakeClock, quietPolicy } from "../fakes.ts";
import { keysOutputs } from "../outputs.ts";

/** Calls `use` with HTTPS_PROXY set to a proxy that refuses every connection. Returns the requested hosts. */
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

describe("HTTPS_PROXY", () => {
  it("is used for requests to Batch", async () => {
    const asked = await withProxy(async () => {
      const { batch } = connectClients(keysOutputs(), { ...quietPolicy(fakeClock()), maxAttempts: 2 });
      await assert.rejects(batch.getJob("j"), { name: "ServiceError", code: "ERR_PROXY_TUNNEL" });
    });
    const { host } = new URL(keysOutputs().batchAccountEndpoint);
    assert.deepEqual(asked, [`${host}:443`, `${host}:443`]);
  });
});

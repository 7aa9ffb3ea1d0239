import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { connectClients } from "../../../runner/azure/clients.ts";
import { storeRun } from "../../../runner/run/store.ts";
import { fakeClock, manifestOf, quietPolicy } from "../fakes.ts";
import { containersAt, keysOutputs } from "../outputs.ts";

describe("store", () => {
  it("uploads no input if storage rejects the code, so that the process can end", async () => {
    const asked: string[] = [];
    const server = createServer((request, response) => {
      asked.push(`${request.method} ${request.url?.split("/")[2]}`);
      response.writeHead(404, { "x-ms-error-code": "ContainerNotFound" }).end();
    });
    await new Promise<void>((done) => void server.listen(0, "127.0.0.1", done));
    const clock = fakeClock();
    try {
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/store`;
      const clients = connectClients(keysOutputs(containersAt(url)), quietPolicy(clock));
      const manifest = manifestOf(1);
      const files = [{ path: "in-0.txt", name: "in-0.txt", size: 100_000, sha256: "0".repeat(64) }];
      const code = { sha256: manifest.codeSha256, bundle: Buffer.from("code"), files: [], emptyFolders: [] };
      const { signal } = new AbortController();
      const stored = storeRun({ run: { manifest, code, files }, clients, clock, signal, emit: () => {} });
      await assert.rejects(stored, { code: "ContainerNotFound" });
      // Requests sent before this one have arrived.
      await assert.rejects(clients.output.read("other"));
      assert.deepEqual(asked, ["PUT application", "GET output"]);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });
});

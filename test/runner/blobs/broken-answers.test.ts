import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { uploadInputs } from "../../../runner/blobs/upload.ts";
import { connectClients } from "../../../runner/clients.ts";
import { hashInputs } from "../../../runner/plan/hash-inputs.ts";
import { withTemporaryFolder } from "../../helpers/temporary-folder.ts";
import { fakeClock, quietPolicy } from "../fakes.ts";
import { containersAt, keysOutputs } from "../outputs.ts";

const signal = new AbortController().signal;

/** Clients of a storage account that answers each request with the first byte of a blob, the first one without it. */
const withBrokenAnswer = async (use: (clients: ReturnType<typeof connectClients>) => Promise<void>) => {
  const headers = { "content-length": "1", "content-range": "bytes 0-0/100000", etag: '"x"' };
  let count = 0;
  const answer = (response: ServerResponse): void => {
    response.writeHead(206, headers).flushHeaders();
    if (count++ > 0) response.end("x");
    else setImmediate(() => response.destroy());
  };
  const server = createServer((_request, response) => answer(response)).listen(0, "127.0.0.1");
  await new Promise((done) => server.once("listening", done));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/store`;
  try {
    await use(connectClients(keysOutputs(containersAt(url)), quietPolicy(fakeClock())));
  } finally {
    server.closeAllConnections();
    server.close();
  }
};

describe("blobs: an answer that breaks off", () => {
  it("is asked for again where a look is whether an input is there", () =>
    withTemporaryFolder((folder) =>
      withBrokenAnswer(async ({ input: container, storageCall }) => {
        const path = join(folder, "large.bin");
        await writeFile(path, Buffer.alloc(100_000));
        const files = await hashInputs([{ path, name: "large.bin", size: 100_000 }], signal);
        const uploaded = await uploadInputs({ container, storageCall, signal, onProgress: () => {} }, files);
        assert.deepEqual(uploaded, { sent: 0, bytes: 0, present: 1 });
      }),
    ));
});

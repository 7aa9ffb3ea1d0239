import assert from "node:assert/strict";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import type { KeysOutputs } from "../../../infra/outputs.ts";
import { checkLocalEndpoints } from "../../../runner/environment/local-endpoints.ts";
import { isEnvironmentError } from "../../helpers/is-runner-error.ts";
import { containersAt, entraOutputs, keysOutputs } from "../outputs.ts";

const outputs = (batch: string, storage: string): KeysOutputs =>
  keysOutputs({ batchAccountEndpoint: batch, ...containersAt(storage) });

/** Two ports of this machine, of which only the first has a listener. */
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

describe("checkLocalEndpoints", () => {
  it("accepts a local cloud that listens", () =>
    withPorts((open) => checkLocalEndpoints(outputs(open, open))));

  it("throws LocalCloudNotRunning with the command that starts it, without a retry", () =>
    withPorts(async (open, closed) => {
      const expected = isEnvironmentError("LocalCloudNotRunning", closed, "npx azbatch local");
      await assert.rejects(checkLocalEndpoints(outputs(closed, open)), expected);
      await assert.rejects(checkLocalEndpoints(outputs(open, closed)), expected);
    }));

  it("refuses Entra ID on the local cloud", () =>
    withPorts((open) =>
      assert.rejects(
        checkLocalEndpoints(entraOutputs({ batchAccountEndpoint: open })),
        isEnvironmentError("LocalCloudNeedsKeys", "npx pulumi config set auth keys"),
      ),
    ));

  it("sends no request to Azure", () => checkLocalEndpoints(entraOutputs()));
});

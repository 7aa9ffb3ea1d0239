import assert from "node:assert/strict";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { connectClients } from "../../../runner/azure/clients.ts";
import { isEnvironmentError } from "../../helpers/is-runner-error.ts";
import { selfSigned } from "../../helpers/self-signed.ts";
import { fakeClock, quietPolicy } from "../fakes.ts";
import { containersAt, keysOutputs } from "../outputs.ts";

describe("untrusted certificate", () => {
  it("throws CertificateNotTrusted for both services without a retry, and suggests --use-system-ca", async () => {
    const server = createServer(await selfSigned(), (_request, response) => response.end());
    await new Promise<void>((done) => void server.listen(0, "127.0.0.1", done));
    const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const clock = fakeClock();
    const outputs = keysOutputs({ batchAccountEndpoint: url, ...containersAt(`${url}/store`) });
    const { batch, input } = connectClients(outputs, quietPolicy(clock));
    const expected = (service: string) =>
      isEnvironmentError(
        "CertificateNotTrusted",
        service,
        "DEPTH_ZERO_SELF_SIGNED_CERT",
        "NODE_OPTIONS=--use-system-ca",
      );
    try {
      await assert.rejects(batch.getJob("j"), expected("Batch"));
      await assert.rejects(input.read("blob"), expected("Storage"));
      assert.deepEqual(clock.sleeps, []);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });
});

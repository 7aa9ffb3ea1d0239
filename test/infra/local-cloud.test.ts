import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { RunError } from "@pulumi/pulumi";
import { requireLocalCloud } from "../../infra/local-cloud.ts";
import { assertSnapshot } from "../helpers/snapshot.ts";

describe("requireLocalCloud", () => {
  it("passes if the Pulumi CLI isn't set to use the local cloud", async () => {
    await requireLocalCloud("");
    await requireLocalCloud("aws:1");
  });

  it("passes while the local cloud listens, and is refused after it has ended", async () => {
    const cloud = createServer().listen(0, "127.0.0.1");
    await once(cloud, "listening");
    const { port } = cloud.address() as AddressInfo;
    await requireLocalCloud(`aws:1,azure-native:${port}`);

    cloud.close();
    await once(cloud, "close");
    let message = "";
    await assert.rejects(requireLocalCloud(`azure-native:${port}`), (error) => {
      assert(RunError.isInstance(error));
      assert.match(error.message, new RegExp(`^[^\\n]*\\b${port}\\b[^\\n]*$`));
      message = error.message;
      return true;
    });
    await assertSnapshot("infra/local-cloud-missing", message.replace(String(port), "<port>"));
  });
});

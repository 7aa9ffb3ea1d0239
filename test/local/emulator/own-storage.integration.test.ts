import assert from "node:assert/strict";
import { blobAccessOf } from "../../../local/emulator/own-storage.ts";
import { account, linux } from "../../helpers/account.ts";
import { allCompleted, taskFile, withBatchService } from "./service/with-batch-service.ts";
import { blobText, withBlobs } from "./service/with-blobs.ts";

const identity =
  "/subscriptions/1/resourceGroups/g/providers/Microsoft.ManagedIdentity/userAssignedIdentities/i";

describe("your own storage", () => {
  it("is auto storage, and pools' identities can read and write it", () =>
    withBlobs(async (blobs) => {
      const { container } = await blobs.container("files", "rl");
      await container.getBlockBlobClient("a.txt").upload("hello", 5);
      const connection = `DefaultEndpointsProtocol=http;AccountName=${blobs.account};AccountKey=${blobs.key};BlobEndpoint=${blobs.endpoint}/${blobs.account};`;
      await withBatchService(
        async ({ client }) => {
          await client.job.add({ id: "job", poolInfo: { poolId: "pool" } });
          const identityReference = { resourceId: identity };
          await client.task.add("job", {
            id: "copy",
            commandLine: "/bin/sh -c 'cat auto/a.txt own.txt > both.txt'",
            resourceFiles: [
              { autoStorageContainerName: "files", filePath: "auto" },
              { httpUrl: `${container.url}/a.txt`, filePath: "own.txt", identityReference },
            ],
            outputFiles: [
              {
                filePattern: "both.txt",
                destination: { container: { containerUrl: container.url, path: "both", identityReference } },
                uploadOptions: { uploadCondition: "taskcompletion" },
              },
            ],
          });
          await allCompleted(client);
          const { executionInfo } = await client.task.get("job", "copy");
          assert.equal(
            executionInfo?.result,
            "success",
            await taskFile(client, { taskId: "copy", path: "stderr.txt" }),
          );
          assert.equal(await blobText(container, "both"), "hellohello");
        },
        {
          blobAccess: blobAccessOf(connection),
          provision: (service) => {
            service.putAccount(account);
            service.putPool(account, {
              ...{ id: "pool", ...linux, targetDedicatedNodes: 1 },
              identity: { type: "UserAssigned", userAssignedIdentities: [{ resourceId: identity }] },
            });
          },
        },
      );
    }));

  it("signs only URLs of its containers", () => {
    const access = blobAccessOf("UseDevelopmentStorage=true");
    const url = "http://127.0.0.1:10000/devstoreaccount1";
    assert.equal(access.autoStorageUrl("local"), url);
    assert.match(access.sign(`${url}/a/b?sig=old`, "read") ?? "", /\/a\/b\?sv=.*&sp=rl&sig=/);
    for (const other of [url, `${url}/`, `${url}2/a`, "http://127.0.0.1:10001/devstoreaccount1/a"])
      assert.equal(access.sign(other, "read"), undefined, other);
  });

  for (const connection of [
    "",
    "nonsense",
    "DefaultEndpointsProtocol=http;AccountName=a;AccountKey=",
    "BlobEndpoint=http://127.0.0.1:1/a;SharedAccessSignature=sv=1",
  ]) {
    it(`refuses "${connection}"`, () => {
      assert.throws(() => blobAccessOf(connection), { code: "InvalidStorage" });
    });
  }
});

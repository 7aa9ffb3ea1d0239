import assert from "node:assert/strict";
import { subscriptionId } from "../../../../local/provision/arm-path.ts";
import { createBlobAccess } from "../../../../local/provision/managed-identities.ts";
import { openState } from "../../../../local/state/state.ts";
import { account, linux } from "../../../helpers/account.ts";
import { withTemporaryFolder } from "../../../helpers/temporary-folder.ts";
import { allCompleted, type Lab, taskFile, withBatchService } from "../service/with-batch-service.ts";
import { type Blobs, blobText, withBlobs } from "../service/with-blobs.ts";

const group = `/subscriptions/${subscriptionId}/resourceGroups/group/providers`;
const identity = `${group}/Microsoft.ManagedIdentity/userAssignedIdentities/nodes`;
const batchAccount = `${group}/Microsoft.Batch/batchAccounts/${account}`;

/** A service with the storage account's key, and a pool with an identity. */
const withIdentity = (
  use: (lab: Lab & { blobs: Blobs }) => Promise<void>,
  { linked = false } = {},
): Promise<void> =>
  withTemporaryFolder((folder) =>
    withBlobs(async (blobs) => {
      const state = openState(folder);
      state.rememberPort("blob", Number(new URL(blobs.endpoint).port));
      state.addStorageAccount(blobs.account, blobs.key);
      const autoStorage = { storageAccountId: `${group}/Microsoft.Storage/storageAccounts/${blobs.account}` };
      const inputs = linked ? { autoStorage } : {};
      state.saveResource(batchAccount, { type: "azure-native:batch:BatchAccount", inputs, live: {} });
      const blobAccess = createBlobAccess(state);
      try {
        await withBatchService(
          async (lab) => {
            const userAssignedIdentities = [{ resourceId: identity }];
            const withOne = { ...linux, identity: { type: "UserAssigned", userAssignedIdentities } };
            lab.service.putPool(account, { id: "pool", ...withOne, targetDedicatedNodes: 1 });
            await lab.client.job.add({ id: "job", poolInfo: { poolId: "pool" } });
            await use({ ...lab, blobs });
          },
          { blobAccess },
        );
      } finally {
        state.close();
      }
    }),
  );

const withoutSas = (url: string): string => url.split("?")[0] ?? "";

const failureOf = async ({ client }: Lab, taskId: string): Promise<string | undefined> =>
  (await client.task.get("job", taskId)).executionInfo?.failureInfo?.code;

describe("a task's files with an identity of the pool", () => {
  it("are read and written without a SAS", () =>
    withIdentity(async ({ client, blobs }) => {
      const input = await blobs.container("input", "r");
      const output = await blobs.container("output", "r");
      await input.container.getBlockBlobClient("a b.txt").upload("A", 1);
      const url = withoutSas(input.url);
      // ARM ids are case-insensitive.
      const identityReference = { resourceId: identity.toUpperCase() };
      await client.task.add("job", {
        id: "task",
        commandLine: "/bin/sh -c 'cat one.txt \"all/a b.txt\"'",
        resourceFiles: [
          { httpUrl: `${url}/a%20b.txt`, filePath: "one.txt", identityReference },
          { storageContainerUrl: url, filePath: "all", identityReference },
        ],
        outputFiles: [
          {
            filePattern: "../stdout.txt",
            destination: {
              container: { containerUrl: withoutSas(output.url), path: "out", identityReference },
            },
            uploadOptions: { uploadCondition: "taskcompletion" },
          },
        ],
      });
      await allCompleted(client);
      assert.equal((await client.task.get("job", "task")).executionInfo?.result, "success");
      assert.equal(await blobText(output.container, "out"), "AA");
    }));

  it("are denied to an identity that the pool lacks, and to one without access", () =>
    withIdentity(async (lab) => {
      const { client, blobs } = lab;
      const container = withoutSas((await blobs.container("input", "r")).url);
      const stranger = { resourceId: `${identity}-of-another` };
      const elsewhere = container.replace(blobs.account, "otherstorage");
      const file = (id: string, resourceFile: object) => ({
        ...{ id, commandLine: "/bin/true" },
        resourceFiles: [resourceFile],
      });
      const destination = { container: { containerUrl: container, identityReference: stranger } };
      const uploadOptions = { uploadCondition: "taskcompletion" };
      const tasks = [
        file("blob", { httpUrl: `${container}/a`, filePath: "a", identityReference: stranger }),
        file("container", { storageContainerUrl: container, identityReference: stranger }),
        file("storage", {
          httpUrl: `${elsewhere}/a`,
          filePath: "a",
          identityReference: { resourceId: identity },
        }),
        {
          ...{ id: "output", commandLine: "/bin/true" },
          outputFiles: [{ filePattern: "../stdout.txt", destination, uploadOptions }],
        },
      ];
      await client.task.addCollection("job", tasks as Parameters<typeof client.task.addCollection>[1]);
      await allCompleted(client);
      assert.equal(await failureOf(lab, "blob"), "BlobAccessDenied");
      assert.equal(await failureOf(lab, "container"), "ResourceContainerAccessDenied");
      assert.equal(await failureOf(lab, "storage"), "BlobAccessDenied");
      assert.equal(await failureOf(lab, "output"), "FileUploadAccessDenied");
    }));
});

describe("resource files from auto storage", () => {
  const task = {
    id: "task",
    commandLine: "/bin/sh -c 'cat sub/a.txt'",
    resourceFiles: [{ autoStorageContainerName: "auto", blobPrefix: "sub/" }],
  };

  it("are read from the linked storage account", () =>
    withIdentity(
      async ({ client, blobs }) => {
        const { container } = await blobs.container("auto", "r");
        await container.getBlockBlobClient("sub/a.txt").upload("A", 1);
        await client.task.add("job", task);
        await allCompleted(client);
        assert.equal(await taskFile(client, { taskId: "task", path: "stdout.txt" }), "A");
      },
      { linked: true },
    ));

  it("fail the task if the account has no auto storage", () =>
    withIdentity(async (lab) => {
      await lab.client.task.add("job", task);
      await allCompleted(lab.client);
      assert.equal(await failureOf(lab, "task"), "ResourceContainerListMiscError");
    }));
});

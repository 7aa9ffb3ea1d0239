import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { BlobServiceClient, type ContainerClient, StorageSharedKeyCredential } from "@azure/storage-blob";
import { startAzurite } from "../../../local/azurite/azurite.ts";
import { withTemporaryFolder } from "../../helpers/temporary-folder.ts";

const account = "teststorage";
const key = randomBytes(64).toString("base64");

const containerAt = (endpoint: string): ContainerClient =>
  new BlobServiceClient(`${endpoint}/${account}`, new StorageSharedKeyCredential(account, key), {
    retryOptions: { maxTries: 1 },
  }).getContainerClient("things");

const put = (container: ContainerClient, name: string) => container.getBlockBlobClient(name).upload("x", 1);

/** Unmodified Azurite, which accepts any name. */
const withPlainAzurite = async (dir: string, use: (endpoint: string) => Promise<void>): Promise<void> => {
  const program = createRequire(import.meta.url).resolve("azurite/dist/src/blob/main.js");
  const args = [program, "--blobPort", "0", "--location", dir, "--skipApiVersionCheck", "--disableTelemetry"];
  const child = spawn(process.execPath, args, {
    env: { ...process.env, AZURITE_ACCOUNTS: `${account}:${key}` },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exited = once(child, "exit");
  try {
    for await (const line of createInterface(child.stdout)) {
      const endpoint = /listens on (http:\S+)/.exec(line)?.[1];
      if (endpoint === undefined) continue;
      await use(endpoint);
      break;
    }
  } finally {
    child.kill("SIGINT");
    await exited;
  }
};

const odd = ["e\u001b[31m", "f\ufffe", "folder/\u0001"];

describe("blob names in the local storage", () => {
  it("refuses control characters like Azure in every operation", () =>
    withTemporaryFolder(async (dir) => {
      const azurite = await startAzurite({ dir, accounts: new Map([[account, key]]) });
      try {
        const container = containerAt(azurite.endpoint);
        await container.create();
        await put(container, "plain");
        for (const name of [...odd, "a\nb", "a\tb", "a\u007f", "a\u0081"]) {
          const blob = container.getBlockBlobClient(name);
          const refused = { statusCode: 400, code: "InvalidResourceName" };
          await assert.rejects(put(container, name), refused);
          await assert.rejects(blob.stageBlock("aaaa", "x", 1), refused);
          await assert.rejects(blob.commitBlockList([]), refused);
          await assert.rejects(blob.syncCopyFromURL(container.getBlobClient("plain").url), refused);
        }
        const fine = ["a b", "ä 日本 😀", "100%", "a?b#c&d", "plain"];
        for (const name of fine) await put(container, name);
        const names = await Array.fromAsync(container.listBlobsFlat(), ({ name }) => name);
        assert.deepEqual(names.sort(), fine.sort());
      } finally {
        await azurite.close();
      }
    }));

  it("lists and deletes stored names with control characters", () =>
    withTemporaryFolder(async (dir) => {
      await withPlainAzurite(dir, async (endpoint) => {
        const container = containerAt(endpoint);
        await container.create();
        for (const name of [...odd, "plain"]) await put(container, name);
        await assert.rejects(Array.fromAsync(container.listBlobsFlat()), { statusCode: 500 });
      });
      const azurite = await startAzurite({ dir, accounts: new Map([[account, key]]) });
      try {
        const container = containerAt(azurite.endpoint);
        const names: string[] = [];
        for await (const page of container.listBlobsFlat().byPage({ maxPageSize: 1 }))
          names.push(...page.segment.blobItems.map(({ name }) => name));
        assert.deepEqual(names.sort(), [...odd, "plain"].sort());
        for (const name of names) await container.deleteBlob(name);
        assert.deepEqual(await Array.fromAsync(container.listBlobsFlat()), []);
      } finally {
        await azurite.close();
      }
    }));
});

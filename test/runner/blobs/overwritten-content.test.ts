import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ContainerClient, StorageSharedKeyCredential } from "@azure/storage-blob";
import { type Azurite, startAzurite } from "../../../local/azurite.ts";
import { retrying } from "../../../runner/batch/retry.ts";
import { uploadBytes, uploadInputs } from "../../../runner/blobs/upload.ts";
import { hashInputs } from "../../../runner/plan/hash-inputs.ts";
import { fakeClock, quietPolicy } from "../fakes.ts";

const { signal } = new AbortController();
const storageCall = retrying("Storage", quietPolicy(fakeClock()));
const account = "acct1";
const key = Buffer.alloc(64, 7).toString("base64");

describe("content that another program overwrote in storage", () => {
  let folder: string;
  let azurite: Azurite;
  let container: ContainerClient;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "batch-test-"));
    azurite = await startAzurite({ dir: join(folder, "azurite"), accounts: new Map([[account, key]]) });
    const credential = new StorageSharedKeyCredential(account, key);
    container = new ContainerClient(`${azurite.endpoint}/${account}/files`, credential);
    await container.create();
  });

  after(async () => {
    await azurite.close();
    await rm(folder, { recursive: true });
  });

  const contents = {
    "a small input": Buffer.from("alpha"),
    "an input that is uploaded in blocks": Buffer.alloc(9_000_000, "large"),
  };
  const replacements = { "as long": (size: number) => size, shorter: () => 3, empty: () => 0 };

  for (const [kind, content] of Object.entries(contents)) {
    for (const [change, sizeOf] of Object.entries(replacements)) {
      it(`is uploaded again: ${kind}, ${change}`, async () => {
        const path = join(folder, "input");
        await writeFile(path, content);
        const found = [{ path, name: "input", size: content.length }];
        const inputs = await hashInputs(found, signal);
        const upload = () => uploadInputs({ container, storageCall, signal, onProgress: () => {} }, inputs);
        await upload();
        const blob = container.getBlockBlobClient(inputs[0]!.sha256);
        const other = Buffer.alloc(sizeOf(content.length), "x");
        await blob.upload(other, other.length);
        assert.deepEqual((await upload()).sent, 1);
        assert(content.equals(await blob.downloadToBuffer()));
        assert.deepEqual((await upload()).sent, 0);
      });
    }
  }

  it("is uploaded again: code", async () => {
    const blob = container.getBlockBlobClient("code.mjs");
    const code = Buffer.from("console.log(1)");
    assert.equal(await uploadBytes(blob, code, storageCall), true);
    await blob.upload("console.log(2)", code.length);
    assert.equal(await uploadBytes(blob, code, storageCall), true);
    assert(code.equals(await blob.downloadToBuffer()));
    assert.equal(await uploadBytes(blob, code, storageCall), false);
  });
});

import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { retrying } from "../../../runner/azure/retry.ts";
import { hashInputs } from "../../../runner/storage/hash-files.ts";
import { uploadBytes, uploadInputs } from "../../../runner/storage/upload.ts";
import { fakeClock, quietPolicy } from "../fakes.ts";
import { azuriteContainer } from "./azurite-container.ts";

const { signal } = new AbortController();
const storageCall = retrying("Storage", quietPolicy(fakeClock()));

describe("content that another program overwrote in storage", () => {
  const scene = azuriteContainer();

  const contents = {
    "a small input": Buffer.from("alpha"),
    "an input that is uploaded in blocks": Buffer.alloc(9_000_000, "large"),
  };
  const replacements = { "as long": (size: number) => size, shorter: () => 3, empty: () => 0 };

  for (const [kind, content] of Object.entries(contents)) {
    for (const [change, sizeOf] of Object.entries(replacements)) {
      it(`is uploaded again: ${kind}, ${change}`, async () => {
        const { container, folder } = scene;
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
    const blob = scene.container.getBlockBlobClient("code.mjs");
    const code = Buffer.from("console.log(1)");
    assert.equal(await uploadBytes(blob, code, storageCall), true);
    await blob.upload("console.log(2)", code.length);
    assert.equal(await uploadBytes(blob, code, storageCall), true);
    assert(code.equals(await blob.downloadToBuffer()));
    assert.equal(await uploadBytes(blob, code, storageCall), false);
  });
});

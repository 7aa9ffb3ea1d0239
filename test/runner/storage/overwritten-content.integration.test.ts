import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { blobContainer } from "../../../runner/azure/blob-container.ts";
import { retrying } from "../../../runner/azure/retry.ts";
import { systemClock } from "../../../runner/clock.ts";
import { hashInputs } from "../../../runner/storage/hash-files.ts";
import { uploadBytes, uploadInputs } from "../../../runner/storage/upload.ts";
import { fakeClock, quietPolicy } from "../fakes.ts";
import { azuriteContainer } from "./azurite-container.ts";

const { signal } = new AbortController();
const call = retrying("Storage", quietPolicy(fakeClock()));

describe("content that another program overwrote in storage", () => {
  const scene = azuriteContainer();

  const contents = {
    "a small input": Buffer.from("alpha"),
    "an input that is uploaded in blocks": Buffer.alloc(9_000_000, "large"),
  };
  const replacements = { "of the same size": (size: number) => size, shorter: () => 3, empty: () => 0 };

  for (const [kind, content] of Object.entries(contents)) {
    for (const [change, sizeOf] of Object.entries(replacements)) {
      it(`is uploaded again: ${kind}, ${change}`, async () => {
        const { container, folder } = scene;
        const path = join(folder, "input");
        await writeFile(path, content);
        const found = [{ path, name: "input", size: content.length }];
        const inputs = await hashInputs(found, signal);
        const upload = () =>
          uploadInputs(
            { container: blobContainer(container, call), signal, clock: systemClock, onProgress: () => {} },
            inputs,
          );
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
    const upload = () =>
      uploadBytes(blobContainer(scene.container, call), { blobName: blob.name, content: code });
    assert.equal(await upload(), true);
    await blob.upload("console.log(2)", code.length);
    assert.equal(await upload(), true);
    assert(code.equals(await blob.downloadToBuffer()));
    assert.equal(await upload(), false);
  });
});

import assert from "node:assert/strict";
import { hash } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { systemClock } from "../../../runner/clock.ts";
import type { HashedFile } from "../../../runner/storage/hash-files.ts";
import { type UploadProgress, uploadBytes, uploadInputs } from "../../../runner/storage/upload.ts";
import { isUsageError } from "../../helpers/is-runner-error.ts";
import { withTemporaryFolder } from "../../helpers/temporary-folder.ts";
import { fakeClock } from "../fakes.ts";
import { memoryContainer } from "../memory-container.ts";

const kibibyte = 1024;

/** A container that records calls, and files on this machine. */
const withFiles = (
  contents: readonly Buffer[],
  use: (
    upload: () => ReturnType<typeof uploadInputs>,
    scene: {
      container: ReturnType<typeof memoryContainer>;
      calls: string[];
      files: HashedFile[];
      progress: UploadProgress[];
    },
  ) => Promise<void>,
): Promise<void> =>
  withTemporaryFolder(async (folder) => {
    const calls: string[] = [];
    const memory = memoryContainer();
    const container: typeof memory = {
      ...memory,
      touch: (...args) => {
        calls.push("touch");
        return memory.touch(...args);
      },
      write: (...args) => {
        calls.push("write");
        return memory.write(...args);
      },
      stageBlock: (...args) => {
        calls.push("stage");
        return memory.stageBlock(...args);
      },
      commitBlocks: (...args) => {
        calls.push("commit");
        return memory.commitBlocks(...args);
      },
    };
    const files = await Promise.all(
      contents.map(async (content, index) => {
        const path = join(folder, String(index));
        await writeFile(path, content);
        return { path, name: String(index), size: content.length, sha256: hash("sha256", content) };
      }),
    );
    const progress: UploadProgress[] = [];
    const clock = fakeClock();
    // A second passes between two looks at the clock.
    let tick = 0;
    const upload = () =>
      uploadInputs(
        {
          container,
          signal: new AbortController().signal,
          clock: { monotonicMs: () => clock.now().getTime() + 1000 * tick++ },
          onProgress: (each) => void progress.push(each),
        },
        files,
      );
    await use(upload, { container, calls, files, progress });
  });

describe("upload", () => {
  it("sends 64 KiB in one request, and 64 KiB + 1 in blocks after checking the blob", async () => {
    await withFiles([Buffer.alloc(64 * kibibyte)], async (upload, { calls }) => {
      assert.deepEqual(await upload(), { sent: 1, bytes: 64 * kibibyte, present: 0 });
      assert.deepEqual(calls, ["write"]);
    });
    await withFiles([Buffer.alloc(64 * kibibyte + 1)], async (upload, { calls }) => {
      assert.deepEqual(await upload(), { sent: 1, bytes: 64 * kibibyte + 1, present: 0 });
      assert.deepEqual(calls, ["touch", "stage", "commit"]);
    });
  });

  it("sends no content that storage has, and reports only what it sends", () =>
    withFiles([Buffer.from("a"), Buffer.from("a"), Buffer.from("b")], async (upload, { progress }) => {
      assert.deepEqual(await upload(), { sent: 2, bytes: 2, present: 0 });
      assert.deepEqual(await upload(), { sent: 0, bytes: 0, present: 2 });
      assert.deepEqual(progress, [
        { done: 0, total: 2, bytes: 1, totalBytes: 2, bytesPerSecond: 1, leftMs: 1000 },
        { done: 1, total: 2, bytes: 2, totalBytes: 2, bytesPerSecond: 1, leftMs: 0 },
      ]);
    }));

  for (const size of [10, 100 * kibibyte])
    it(`replaces an overwritten blob of ${size} bytes, only if nothing writes it meanwhile`, () =>
      withFiles([Buffer.alloc(size, "a")], async (upload, { container, files }) => {
        const { sha256 } = files[0]!;
        container.put(sha256, Buffer.alloc(size, "b"));
        assert.equal((await upload()).sent, 1);
        assert.equal(hash("sha256", container.blobs.get(sha256)?.content ?? ""), sha256);
        container.put(sha256, Buffer.alloc(size, "b"));
        const touch: typeof container.touch = async (...args) => {
          const found = await container.touch(...args);
          container.put(sha256, Buffer.alloc(size, "c"));
          return found;
        };
        const racing = { ...container, touch };
        const { signal } = new AbortController();
        const uploaded = await uploadInputs(
          { container: racing, signal, clock: systemClock, onProgress: () => {} },
          files,
        );
        assert.deepEqual(uploaded, { sent: 0, bytes: 0, present: 1 });
      }));

  it("replaces an empty blob", () =>
    withFiles([Buffer.from("a")], async (upload, { container, files }) => {
      container.put(files[0]!.sha256, "");
      assert.equal((await upload()).sent, 1);
    }));

  for (const size of [10, 100 * kibibyte])
    it(`rejects a file of ${size} bytes that changed after it was hashed, and writes no blob`, () =>
      withFiles([Buffer.alloc(size, "a")], async (upload, { container, files }) => {
        await writeFile(files[0]!.path, Buffer.alloc(size, "b"));
        await assert.rejects(upload(), isUsageError("InputChanged", files[0]!.path));
        assert.equal(container.blobs.size, 0);
      }));

  it("writes bytes only if storage doesn't have them", async () => {
    const container = memoryContainer();
    const upload = () => uploadBytes(container, { blobName: "code.mjs", content: Buffer.from("code") });
    assert.deepEqual([await upload(), await upload()], [true, false]);
    assert.equal(container.blobs.get("code.mjs")?.metadata.sha256, hash("sha256", "code"));
  });
});

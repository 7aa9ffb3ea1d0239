import assert from "node:assert/strict";
import { logInStorage, logOnNode, readFrom } from "../../../runner/job/log-files.ts";

const text = "0123456789";

const collect = async (pieces: AsyncGenerator<Buffer>): Promise<string[]> => {
  const found: string[] = [];
  for await (const piece of pieces) found.push(piece.toString());
  return found;
};

describe("job/log-files", () => {
  it("reads a log on its node by byte ranges", async () => {
    const file = { jobId: "j", taskId: "t", path: "stdout.txt" };
    const ranges: unknown[] = [];
    const log = await logOnNode(
      {
        getTaskFileSize: async () => text.length,
        readTaskFile: async (_, range) => {
          ranges.push(range);
          return Buffer.from(text.slice(range?.start, (range?.end ?? 0) + 1));
        },
      },
      file,
    );
    assert(log !== undefined);
    assert.deepEqual(await collect(readFrom(log, 3)), ["3456789"]);
    assert.deepEqual(ranges, [{ start: 3, end: 9 }]);
  });

  it("returns undefined for a file that doesn't exist", async () => {
    const batch = { getTaskFileSize: async () => undefined, readTaskFile: () => assert.fail("read") };
    assert.equal(await logOnNode(batch, { jobId: "j", taskId: "t", path: "stdout.txt" }), undefined);
    const output = { getProperties: async () => undefined, read: () => assert.fail("read") };
    assert.equal(await logInStorage(output, "j/t/stdout.txt"), undefined);
  });

  it("reads in pieces of 4 MiB, up to the size that was found first", async () => {
    const asked: (readonly [number, number])[] = [];
    const size = 8 * 1024 * 1024 + 1;
    const read = async (start: number, length: number): Promise<Buffer> => {
      asked.push([start, length]);
      return Buffer.alloc(length);
    };
    assert.equal((await collect(readFrom({ size, read }, 0))).length, 3);
    assert.deepEqual(asked, [
      [0, 4_194_304],
      [4_194_304, 4_194_304],
      [8_388_608, 1],
    ]);
    assert.deepEqual(await collect(readFrom({ size, read }, size)), []);
  });

  it("continues after a short piece and stops at an empty or missing one", async () => {
    const pieces = ["01", "2", "", "never"].map((piece) => Buffer.from(piece));
    assert.deepEqual(await collect(readFrom({ size: 10, read: async () => pieces.shift() }, 0)), ["01", "2"]);
    assert.deepEqual(await collect(readFrom({ size: 10, read: async () => undefined }, 0)), []);
  });
});

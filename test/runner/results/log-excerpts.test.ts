import assert from "node:assert/strict";
import { stderrExcerpt } from "../../../runner/results/log-excerpts.ts";

/** The excerpt of a log with this text, and how many bytes of it were read. */
const excerpt = async (text: string) => {
  const content = Buffer.from(text);
  let bytes = 0;
  const lines = await stderrExcerpt({
    size: content.length,
    read: async (start, length) => {
      bytes += length;
      return content.subarray(start, start + length);
    },
  });
  return { lines, bytes };
};

const numbered = (from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, i) => `line ${from + i}`);

describe("log-excerpts", () => {
  it("has all lines of a short log but blank ones", async () => {
    assert.deepEqual((await excerpt("a\n\n b\n")).lines, ["a", " b"]);
    assert.deepEqual((await excerpt("")).lines, []);
  });

  it("has both ends of a longer log: Python names the error last", async () => {
    const { lines } = await excerpt([...numbered(1, 20), "ValueError: no"].join("\n"));
    assert.deepEqual(lines, [...numbered(1, 4), "…", ...numbered(18, 20), "ValueError: no"]);
  });

  it("also has a line in between that names the error", async () => {
    const { lines } = await excerpt([...numbered(1, 9), "TypeError: no", ...numbered(10, 20)].join("\n"));
    assert.deepEqual(lines, [...numbered(1, 4), "…", "TypeError: no", "…", ...numbered(17, 20)]);
  });

  it("has the start of a very long line, even if that is the whole log", async () => {
    for (const length of [5000, 50_000]) {
      const [first = "", ...others] = (await excerpt(`ValueError: ${"x".repeat(length)}`)).lines ?? [];
      assert.match(first, /^ValueError: x{487}…$/);
      assert(others.every((line) => line.length <= 500));
    }
  });

  it("has the last state of a progress bar", async () => {
    assert.deepEqual((await excerpt("1%\r2%\rError: no\r\n3%\r4%\r")).lines, ["Error: no", "4%"]);
  });

  it("reads at most 24 KiB of a very long log", async () => {
    const { lines, bytes } = await excerpt(numbered(1, 100_000).join("\n"));
    assert.deepEqual(lines, [...numbered(1, 4), "…", ...numbered(99_997, 100_000)]);
    assert(bytes <= 24 * 1024);
  });

  it("is undefined for a log that was removed", async () => {
    assert.equal(await stderrExcerpt({ size: 9, read: async () => undefined }), undefined);
  });
});

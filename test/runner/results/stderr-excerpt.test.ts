import assert from "node:assert/strict";
import { stderrExcerpt } from "../../../runner/results/stderr-excerpt.ts";

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

describe("results/stderr-excerpt", () => {
  it("all of a short log, without blank lines", async () => {
    assert.deepEqual((await excerpt("a\n\n b\n")).lines, ["a", " b"]);
    assert.deepEqual((await excerpt("")).lines, []);
  });

  it("both ends of a longer one, because Python says last what was wrong", async () => {
    const { lines } = await excerpt([...numbered(1, 20), "ValueError: no"].join("\n"));
    assert.deepEqual(lines, [...numbered(1, 4), "…", ...numbered(18, 20), "ValueError: no"]);
  });

  it("and the line in between that names the error", async () => {
    const { lines } = await excerpt([...numbered(1, 9), "TypeError: no", ...numbered(10, 20)].join("\n"));
    assert.deepEqual(lines, [...numbered(1, 4), "…", "TypeError: no", "…", ...numbered(17, 20)]);
  });

  it("the start of a very long line, also where it is the whole log", async () => {
    for (const length of [5000, 50_000]) {
      const [first = "", ...others] = (await excerpt(`ValueError: ${"x".repeat(length)}`)).lines ?? [];
      assert.match(first, /^ValueError: x{487}…$/);
      assert(others.every((line) => line.length <= 500));
    }
  });

  it("the last of what a progress bar writes in a line", async () => {
    assert.deepEqual((await excerpt("1%\r2%\rError: no\r\n3%\r4%\r")).lines, ["Error: no", "4%"]);
  });

  it("reads little of a very long one", async () => {
    const { lines, bytes } = await excerpt(numbered(1, 100_000).join("\n"));
    assert.deepEqual(lines, [...numbered(1, 4), "…", ...numbered(99_997, 100_000)]);
    assert(bytes <= 24 * 1024);
  });

  it("nothing of a log that has gone", async () => {
    assert.equal(await stderrExcerpt({ size: 9, read: async () => undefined }), undefined);
  });
});

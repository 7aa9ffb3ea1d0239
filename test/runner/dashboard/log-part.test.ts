import assert from "node:assert/strict";
import type { LogPart } from "../../../browser/contract/dashboard-tasks.ts";
import { joinParts, nextPart, startOfLog } from "../../../runner/dashboard/topics/log-part.ts";

const fileOf = (content: string | Buffer) => {
  const bytes = Buffer.from(content);
  return {
    size: bytes.length,
    read: async (from: number, length: number) => bytes.subarray(from, from + length),
  };
};

/** Reads a log that grows by these pieces, and returns its parts. */
const partsOf = async (...pieces: (string | Buffer)[]): Promise<LogPart[]> => {
  const parts: LogPart[] = [];
  let position = startOfLog;
  let written = Buffer.alloc(0);
  for (const [i, piece] of pieces.entries()) {
    written = Buffer.concat([written, Buffer.from(piece)]);
    const part = await nextPart(fileOf(written), position, i === pieces.length - 1);
    if (part !== undefined) parts.push(part);
    position = { end: part?.end ?? position.end, seenSize: written.length };
  }
  return parts;
};

const textsOf = (parts: readonly LogPart[]): string[] => parts.map(({ text }) => text);

describe("runner/dashboard/topics/log-part", () => {
  it("sends complete lines at once, and the beginning of a line when the log stops growing", async () => {
    assert.deepEqual(textsOf(await partsOf("one\ntw", "o\nthr", "", "ee")), ["one\n", "two\n", "thr", "ee"]);
  });

  it("never splits a character", async () => {
    const euro = Buffer.from("€");
    const parts = await partsOf(euro.subarray(0, 1), "", euro.subarray(1), "", "");
    assert.equal(textsOf(parts).join(""), "€");
    assert(!textsOf(parts).join("").includes("\uFFFD"));
  });

  it("never sends half of a line that may contain a secret", async () => {
    const parts = await partsOf("url?sig=abc", "def&x\n", "");
    assert.deepEqual(textsOf(parts), ["", "url?sig=abcdef&x\n", ""]);
  });

  it("begins with the end of a long log, and marks a gap if it grows too fast", async () => {
    const lines = (count: number): string => "0123456789abcde\n".repeat(count);
    const [first, second] = await partsOf(lines(10_000), lines(100_000), "");
    assert.equal(first?.offset, 160_000 - 65_536 + 16);
    assert.deepEqual([first?.hasGap, second?.hasGap], [false, true]);
    assert((second?.text.length ?? 0) <= 256 * 1024);
    assert.match(second?.text ?? "", /^0123/);
    assert.equal(second?.end, 1_760_000);
  });

  it("is complete at the end of an empty log", async () => {
    assert.deepEqual(await partsOf(""), [{ offset: 0, end: 0, text: "", hasGap: false, isComplete: true }]);
  });

  it("joins parts that a slow page has not received, and keeps the newest", () => {
    const part = (offset: number, text: string): LogPart => ({
      ...{ offset, text, end: offset + text.length },
      ...{ hasGap: false, isComplete: false },
    });
    assert.deepEqual(joinParts(part(0, "a\n"), part(2, "b\n")), part(0, "a\nb\n"));
    const long = joinParts(part(0, "x\n".repeat(130_000)), part(260_000, "y\n".repeat(10_000)));
    assert.deepEqual([long.hasGap, long.end, long.text.length <= 256 * 1024], [true, 280_000, true]);
    assert.equal(long.offset + long.text.length, long.end);
    const restarted = joinParts(part(0, "a\n"), part(0, "new\n"));
    assert.equal(restarted.text, "new\n");
  });
});

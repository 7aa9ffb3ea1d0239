import assert from "node:assert/strict";
import { excerptOf } from "../../../../runner/commands/debug-dump/excerpt.ts";

describe("debug-dump: excerpt", () => {
  it("returns a short text unchanged", async () => assert.equal(await excerptOf("a\nb"), "a\nb"));

  it("returns whole lines of the start and the end of a long text, and how much is missing", async () => {
    const lines = Array.from({ length: 20_000 }, (_, i) => `line ${i}`);
    const text = lines.join("\n");
    const excerpt = await excerptOf(text);
    const [, missing] = /\[… (\d+) bytes left out …\]\n/.exec(excerpt) ?? [];
    const kept = excerpt.replace(/\[… .*\n/, "").split("\n");
    assert(excerpt.length < 65_536 + 50);
    assert.deepEqual([kept[0], kept.at(-1)], [lines[0], lines.at(-1)]);
    assert.deepEqual(
      kept.filter((line) => !lines.includes(line)),
      [],
    );
    assert.equal(Number(missing), text.length - kept.join("\n").length);
  });

  it("leaves out a line that is longer than the limits, because half of a secret isn't recognized", async () =>
    assert.equal(await excerptOf("x".repeat(100_000)), "[… 100000 bytes left out …]\n"));
});

import assert from "node:assert/strict";
import { bytes, plural } from "../../../runner/text/amounts.ts";

describe("text/amounts", () => {
  for (const [count, text] of [
    [0, "0 B"],
    [999, "999 B"],
    [1000, "1.0 kB"],
    [54_249, "54.2 kB"],
    [999_949, "999.9 kB"],
    [999_950, "1.0 MB"],
    [1_000_000_000, "1.0 GB"],
    [2_500_000_000_000, "2.5 TB"],
    [5e15, "5000.0 TB"],
  ] as const)
    it(`formats ${count} bytes as ${text}`, () => assert.equal(bytes(count), text));

  it("uses the singular only for 1", () =>
    assert.deepEqual(
      [0, 1, 2].map((count) => plural(count, "task")),
      ["0 tasks", "1 task", "2 tasks"],
    ));
});

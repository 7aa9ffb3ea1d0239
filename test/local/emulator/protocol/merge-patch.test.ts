import assert from "node:assert/strict";
import { mergePatch } from "../../../../local/emulator/protocol/merge-patch.ts";

describe("mergePatch", () => {
  it("adds, changes and removes properties at any depth, and changes neither argument", () => {
    const target = { a: { b: 1, c: 2 }, d: [1, 2], e: "x" };
    const patch = { a: { b: null, f: 3 }, d: [3], g: { h: true } };
    assert.deepEqual(mergePatch<object>(target, patch), {
      a: { c: 2, f: 3 },
      d: [3],
      e: "x",
      g: { h: true },
    });
    assert.deepEqual(target, { a: { b: 1, c: 2 }, d: [1, 2], e: "x" });
  });

  it("replaces a value that isn't an object", () => {
    assert.deepEqual(mergePatch<unknown>([1], { a: { b: null, c: 1 } }), { a: { c: 1 } });
    assert.equal(mergePatch<unknown>({ a: 1 }, "x"), "x");
  });
});

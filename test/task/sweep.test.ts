import assert from "node:assert/strict";
import { byFolder, product, range } from "../../task/sweep.ts";

describe("task/sweep", () => {
  it("counts without drift, both ends included", () => {
    assert.deepEqual(range(0, 1, 0.1), [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1]);
    assert.deepEqual(range(-1, 1), [-1, 0, 1]);
    assert.deepEqual(range(3, 1, -1), [3, 2, 1]);
    assert.deepEqual(range(0, 1, 0.4), [0, 0.4, 0.8]);
    assert.deepEqual(range(1e-7, 3e-7, 1e-7), [1e-7, 2e-7, 3e-7]);
    assert.deepEqual(range(5, 5, 2), [5]);
  });

  for (const [from, to, step] of [
    [0, 1, 0],
    [0, 1, -1],
    [0, Number.POSITIVE_INFINITY, 1],
    [0, 1, Number.NaN],
  ] as const) {
    it(`refuses range(${from}, ${to}, ${step})`, () =>
      assert.throws(() => range(from, to, step), /expected/));
  }

  it("combines lists, the last one fastest", () => {
    assert.deepEqual(product({ x: [1, 2], y: ["a", "b"] }), [
      { x: 1, y: "a" },
      { x: 1, y: "b" },
      { x: 2, y: "a" },
      { x: 2, y: "b" },
    ]);
    assert.deepEqual(product({ x: [1], none: [] }), []);
  });

  it("refuses a sweep that is a mistake before it is made", () => {
    const list = range(1, 1000);
    assert.throws(
      () => product({ x: list, y: list, z: range(1, 10) }),
      /^Error: product of 1000 of x × 1000 of y × 10 of z has 10,000,000 points, more than 1,000,000; make it smaller/,
    );
    assert.throws(() => range(0, 1e9), /has 1,000,000,001 points/);
  });

  it("groups files by folder", () => {
    const files = ["a/1", "a/2", "b/c/3", "4"].map((name) => ({ name }));
    assert.deepEqual(
      Array.from(byFolder(files), ([folder, inside]) => [folder, inside.length]),
      [
        ["a", 2],
        ["b/c", 1],
        ["", 1],
      ],
    );
  });
});

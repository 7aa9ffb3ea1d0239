import assert from "node:assert/strict";
import { shareOut } from "../../../runner/text/share-out.ts";

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);

describe("text/share-out", () => {
  for (const counts of [
    [0, 0, 0, 0],
    [1, 0, 0, 0],
    [99_999, 1, 1, 1],
    [0, 0, 3, 0],
    [1, 1, 1, 0],
  ])
    it(`fills the width with ${counts.join(", ")}`, () => assert.equal(sum(shareOut(counts, 40)), 40));

  it("divides the width in proportion", () => assert.deepEqual(shareOut([3, 1], 40), [30, 10]));

  it("gives the largest count what rounding leaves", () =>
    assert.deepEqual(shareOut([1, 5, 1], 10), [1, 8, 1]));

  it("gives one cell to the smallest count", () => assert.equal(shareOut([99_999, 1], 40)[1], 1));

  it("gives no cell to a count of 0", () => assert.deepEqual(shareOut([1, 0, 1], 40), [20, 0, 20]));

  it("gives each count a cell if there are as many cells as counts", () =>
    assert.deepEqual(shareOut([9, 1, 1], 3), [1, 1, 1]));

  it("gives the largest count all cells if there are fewer cells than counts", () =>
    assert.deepEqual(shareOut([1, 9, 1], 2), [0, 2, 0]));
});

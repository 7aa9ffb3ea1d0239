import assert from "node:assert/strict";
import { shareOut } from "../../../runner/text/share-out.ts";

describe("display/share-out", () => {
  it("fills its width whatever the counts", () => {
    for (const counts of [
      [0, 0, 0, 0],
      [1, 0, 0, 0],
      [99_999, 1, 1, 1],
      [0, 0, 3, 0],
      [1, 1, 1, 0],
    ]) {
      const shares = shareOut(counts, 40);
      assert.equal(
        shares.reduce((sum, share) => sum + share, 0),
        40,
      );
    }
  });

  it("shows the one among very many", () => {
    assert.equal(shareOut([99_999, 1], 40)[1], 1);
  });

  it("has no cell for nothing", () => {
    assert.deepEqual(shareOut([1, 0, 1], 40), [20, 0, 20]);
  });
});

import assert from "node:assert/strict";
import { chainLength, dependentsOf } from "../../../runner/manifest/dependents.ts";

const task = (id: string, ...after: string[]) => ({
  id,
  inputs: [],
  args: [],
  outputs: [],
  ...(after.length > 0 && { after }),
});

/** `a` before `b` and `c`, both before `d`; `e` has no dependency. */
const { of, ofAll } = dependentsOf([
  task("a"),
  task("b", "a"),
  task("c", "a"),
  task("d", "b", "c"),
  task("e"),
]);

describe("manifest/dependents", () => {
  it("returns direct dependents", () => {
    assert.deepEqual(of("a"), ["b", "c"]);
    assert.deepEqual(of("e"), []);
    assert.deepEqual(of("unknown"), []);
  });

  it("returns direct and indirect dependents of several tasks", () => {
    assert.deepEqual([...ofAll(["a"])].sort(), ["b", "c", "d"]);
    assert.deepEqual([...ofAll(["b", "e"])], ["d"]);
    assert.deepEqual([...ofAll([])], []);
  });

  it("includes a given task only if it depends on another given task", () => {
    assert.deepEqual([...ofAll(["a", "b"])].sort(), ["b", "c", "d"]);
  });

  it("visits each task of a lattice once", () => {
    const layers = Array.from({ length: 60 }, (_, layer) =>
      ["l", "r"].map((side) =>
        task(`${side}${layer}`, ...(layer === 0 ? [] : [`l${layer - 1}`, `r${layer - 1}`])),
      ),
    ).flat();
    assert.equal(dependentsOf(layers).ofAll(["l0"]).size, 118);
  });
});

describe("manifest/dependents: chainLength", () => {
  it("counts the tasks of the longest chain", () => {
    assert.equal(chainLength([]), 0);
    assert.equal(chainLength([task("a"), task("b")]), 1);
    assert.equal(chainLength([task("c", "b", "a"), task("b", "a"), task("a")]), 3);
  });

  it("ignores dependencies on tasks of earlier runs", () =>
    assert.equal(chainLength([task("b", "cached"), task("c", "b", "cached")]), 2));
});

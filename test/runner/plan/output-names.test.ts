import assert from "node:assert/strict";
import { outputNames } from "../../../runner/plan/output-names.ts";

const clash = (...outputs: string[]): string | undefined => {
  const names = outputNames();
  return outputs.map((output) => names.add(output)).find((problem) => problem !== undefined);
};

describe("plan/output-names", () => {
  it("takes names that differ", () => assert.equal(clash("a", "b/a", "b/c", "ab", "b-c/a"), undefined));
  it("refuses one name twice", () => assert.equal(clash("a", "a"), 'two tasks write "a"'));
  it("refuses names that differ in case only", () =>
    assert.equal(
      clash("n/Ä.txt", "N/ä.txt"),
      'outputs "n/Ä.txt" and "N/ä.txt" are one file on some machines',
    ));
  it("refuses names that differ in how an accent is written", () =>
    assert.match(clash("caf\u00e9", "cafe\u0301") ?? "", /one file on some machines/));
  it("refuses a file that is a folder too, in either order", () => {
    const problem = 'output "a/b" would be a file and, for "a/b/c/d", a folder';
    assert.equal(clash("a/b", "a/b/c/d"), problem);
    assert.equal(clash("a/b/c/d", "a/b"), problem);
  });
  it("refuses another task's output in a reserved folder, in either order", () => {
    const problem = /"t\/out\/x": expected a path outside "t\/"/;
    const before = outputNames();
    assert.equal(before.reserve("t", "1"), undefined);
    assert.match(before.add("t/out/x", "2") ?? "", problem);
    const after = outputNames();
    assert.equal(after.add("t/out/x", "2"), undefined);
    assert.match(after.reserve("t", "1") ?? "", problem);
  });
  it("refuses a file that is a reserved folder, in either order", () => {
    const before = outputNames();
    before.reserve("t", "1");
    assert.match(before.add("T", "2") ?? "", /a file and/);
    const after = outputNames();
    after.add("T", "2");
    assert.match(after.reserve("t", "1") ?? "", /a file and/);
  });
  it("refuses a reserved folder in another task's, in either order", () => {
    for (const [first, second] of [
      ["a", "a/b"],
      ["a/b", "a"],
    ] as const) {
      const names = outputNames();
      names.reserve(first, "1");
      assert.match(names.reserve(second, "2") ?? "", /"a\/b\/": expected a path outside "a\/"/);
    }
  });
  it("takes a task's own outputs in its reserved folder", () => {
    const names = outputNames();
    names.reserve("frames", "1");
    assert.equal(names.add("frames/x.txt", "1"), undefined);
  });
});

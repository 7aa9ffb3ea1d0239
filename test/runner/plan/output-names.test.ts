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
});

import assert from "node:assert/strict";
import type { ErrorCode } from "../../../runner/error-codes.ts";
import { type OutputClash, outputNames } from "../../../runner/plan/output-names.ts";

const clash = (...outputs: string[]): OutputClash | undefined => {
  const names = outputNames();
  return outputs.map((output) => names.add(output)).find((problem) => problem !== undefined);
};

const isClash = (found: OutputClash | undefined, code: ErrorCode, ...outputs: string[]): void => {
  assert.equal(found?.code, code);
  for (const output of outputs) assert(found.message.includes(`"${output}"`), found.message);
};

describe("plan/output-names", () => {
  it("accepts different names", () => assert.equal(clash("a", "b/a", "b/c", "ab", "b-c/a"), undefined));
  it("refuses the same name twice", () => isClash(clash("a", "a"), "OutputClash", "a"));
  it("refuses names that differ only in case", () =>
    isClash(clash("n/Ä.txt", "N/ä.txt"), "OutputsDifferInCase", "n/Ä.txt", "N/ä.txt"));
  it("refuses names that differ only in how an accent is encoded", () =>
    isClash(clash("caf\u00e9", "cafe\u0301"), "OutputsDifferInCase", "caf\u00e9", "cafe\u0301"));
  it("refuses a file that is also a folder, in either order", () => {
    isClash(clash("a/b", "a/b/c/d"), "OutputIsFileAndFolder", "a/b", "a/b/c/d");
    assert.deepEqual(clash("a/b/c/d", "a/b"), clash("a/b", "a/b/c/d"));
  });
  it("refuses another task's output in a reserved folder, in either order", () => {
    const before = outputNames();
    assert.equal(before.reserve("t", "1"), undefined);
    isClash(before.add("t/out/x", "2"), "OutputInFolderOfOtherTask", "t/out/x", "t/");
    const after = outputNames();
    assert.equal(after.add("t/out/x", "2"), undefined);
    isClash(after.reserve("t", "1"), "OutputInFolderOfOtherTask", "t/out/x", "t/");
  });
  it("refuses a file that is a reserved folder, in either order", () => {
    const before = outputNames();
    before.reserve("t", "1");
    isClash(before.add("T", "2"), "OutputIsFileAndFolder", "T", "t/");
    const after = outputNames();
    after.add("T", "2");
    isClash(after.reserve("t", "1"), "OutputIsFileAndFolder", "T", "t/");
  });
  it("refuses a reserved folder in another task's, in either order", () => {
    for (const [first, second] of [
      ["a", "a/b"],
      ["a/b", "a"],
    ] as const) {
      const names = outputNames();
      names.reserve(first, "1");
      isClash(names.reserve(second, "2"), "OutputInFolderOfOtherTask", "a/b/", "a/");
    }
  });
  it("accepts a task's own outputs in its reserved folder", () => {
    const names = outputNames();
    names.reserve("frames", "1");
    assert.equal(names.add("frames/x.txt", "1"), undefined);
  });
});

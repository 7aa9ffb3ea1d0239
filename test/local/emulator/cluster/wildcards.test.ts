import assert from "node:assert/strict";
import { hasWildcard, nameExpression } from "../../../../local/emulator/cluster/wildcards.ts";

/** Pattern, names that it matches, names that it does not match. */
const cases: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  ["*.txt", ["a.txt", "a b.txt", "ä\n.txt"], ["a.txt2", ".txt", ".a.txt", "atxt"]],
  ["?.txt", ["a.txt", "😀.txt"], ["ab.txt", ".txt", "..txt"]],
  ["[abc]", ["a", "c"], ["d", "", "ab"]],
  ["[a-c]x", ["bx"], ["dx", "-x"]],
  ["[!a-c]x", ["dx"], ["ax", ".x"]],
  ["[]]", ["]"], ["[", ""]],
  ["[!]]", ["a"], ["]"]],
  ["[a^]", ["a", "^"], ["b"]],
  ["[z-a]", [], ["z", "a", "m"]],
  ["[a", ["[a"], ["a"]],
  [".*", [".a", "."], ["a"]],
  ["[.]a", [".a"], ["a"]],
  ["a+(b)|$", ["a+(b)|$"], ["aab"]],
  ["a\\b", ["a\\b"], ["ab"]],
  ["frame-*.png", ["frame-1.png", "frame-.png"], ["frame1.png"]],
  ["a-[0-9]", ["a-1"], ["a1", "a-b"]],
  ["[a-]", ["a", "-"], ["b"]],
];

describe("nameExpression", () => {
  for (const [pattern, matches, others] of cases)
    it(`matches ${JSON.stringify(matches)} and not ${JSON.stringify(others)} with ${pattern}`, () => {
      const expression = nameExpression(pattern);
      assert.deepEqual(
        [...matches, ...others].filter((name) => expression.test(name)),
        matches,
      );
    });
});

describe("hasWildcard", () => {
  it("is true for *, ? and [", () => {
    assert.deepEqual(["a*", "?", "[a]", "a", "a]", "!"].map(hasWildcard), [
      true,
      true,
      true,
      false,
      false,
      false,
    ]);
  });
});

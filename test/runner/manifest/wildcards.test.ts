import assert from "node:assert/strict";
import { literally } from "../../../runner/manifest/patterns.ts";
import { wildcardExpression } from "../../../runner/manifest/wildcards.ts";

const matches = (pattern: string, names: readonly string[], others: readonly string[]) => () => {
  const expression = wildcardExpression(pattern);
  for (const name of names) assert(expression.test(name), `${name} is not matched`);
  for (const name of others) assert(!expression.test(name), `${name} is matched`);
};

describe("manifest/wildcards", () => {
  it(
    "matches any characters with *, except a slash and a dot at the start",
    matches("*.gif", ["a.gif", "😀.gif", "\n.gif"], [".a.gif", "d/a.gif", "a.png"]),
  );
  it("matches one character with ?", matches("?.a", ["x.a", "😀.a"], ["xy.a", "..a", ".a"]));
  it(
    "matches any folders with **",
    matches("d/**/*.a", ["d/x.a", "d/e/f/x.a"], ["d/.e/x.a", "x.a", "d/e/.x.a"]),
  );
  it("matches files in any folder with ** at the end", matches("**", ["a", "a/b"], [".a", "a/.b"]));
  it(
    "matches a dot at the start if the pattern has it",
    matches("d/**/.[!.]*", ["d/.x", "d/e/.x"], ["d/x", "d/..", "d/..x"]),
  );
  it("matches sets and ranges", matches("[a-c][!x][]]", ["bz]"], ["dz]", "bx]", "b/]"]));
  it(
    "matches braces and special characters of regular expressions literally",
    matches("{a,b}+(c)^$|\\.t", ["{a,b}+(c)^$|\\.t"], ["a"]),
  );
  it(
    "matches every other character literally",
    matches("a-*_ #&~,=!<>@%:;'\"`ä.t", ["a-1_ #&~,=!<>@%:;'\"`ä.t"], ["a1_ #&~,=!<>@%:;'\"`ä.t"]),
  );
  it(
    "matches a hyphen and special characters in a set",
    matches("[-^\\]x", ["-x", "^x", "\\x"], ["ax", "x"]),
  );
  it("matches ** only as a whole name like *", matches("a**b/c", ["ab/c", "axb/c"], ["a/x/b/c"]));
  it("matches an open bracket literally", matches("[a", ["[a"], ["a"]));
  it("matches nothing with a reversed range", matches("[z-a]", [], ["z", "a"]));
  it("matches only the path that literally quotes", matches(literally("a[1]*?.t"), ["a[1]*?.t"], ["a1x.t"]));
});

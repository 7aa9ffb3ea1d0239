import assert from "node:assert/strict";
import { folderOf, inFolder, isOutput, literally } from "../../../runner/manifest/patterns.ts";
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
  it("matches an open bracket literally", matches("[a", ["[a"], ["a"]));
  it("matches nothing with a reversed range", matches("[z-a]", [], ["z", "a"]));
  it("matches only the path that literally quotes", matches(literally("a[1]*?.t"), ["a[1]*?.t"], ["a1x.t"]));
});

describe("manifest/patterns", () => {
  const task = {
    outputs: [],
    patterns: ["out/", "[x]{a,b}/"].map((folder) => ({ pattern: inFolder(folder), isOptional: false })),
  };

  it("returns the folder of a folder pattern", () => {
    for (const folder of ["a", "a/b", "a[1]*?", "{a,b}", "**"])
      assert.equal(folderOf(inFolder(`${folder}/`)), folder);
    for (const pattern of ["*/**", "a/**/*", "**"]) assert.equal(folderOf(pattern), undefined);
  });

  it("matches every file in a folder", () => {
    for (const path of ["out/.zarray", "out/.d/x", "out/$x", "out/C:", "[x]{a,b}/y"])
      assert(isOutput(task, path), path);
    for (const path of ["out", "out/", "out/../x", "out/a\\b", "outer/x", "x{a,b}/y"])
      assert(!isOutput(task, path), path);
  });

  it("never matches logs and the runner's own files", () => {
    const all = {
      outputs: [],
      patterns: [
        { pattern: "*", isOptional: false },
        { pattern: ".*", isOptional: false },
      ],
    };
    for (const path of ["stdout.txt", "stderr.txt", "attempts.txt", ".batch-hashes"])
      assert(!isOutput(all, path), path);
    for (const path of ["manifest.json", "a:b", "C:x"]) assert(isOutput(all, path), path);
  });
});

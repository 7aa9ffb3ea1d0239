import assert from "node:assert/strict";
import {
  filePatterns,
  folderOf,
  inFolder,
  isOutput,
  literally,
  missingOutputs,
  outputsShown,
  ownPath,
} from "../../../runner/manifest/patterns.ts";

const required = (pattern: string) => ({ pattern, isOptional: false });
const optional = (pattern: string) => ({ pattern, isOptional: true });

describe("manifest/patterns", () => {
  const task = { outputs: ["a.txt"], patterns: ["out/", "[x]{a,b}/"].map(inFolder).map(required) };

  it("quotes wildcards", () => assert.equal(literally("a[1]*?.t"), "a[[]1[]][*][?].t"));

  it("returns the folder of a folder pattern", () => {
    for (const folder of ["a", "a/b", "a[1]*?", "{a,b}", "**"])
      assert.equal(folderOf(inFolder(`${folder}/`)), folder);
    for (const pattern of ["*/**", "a/**/*", "**", "a/**b", "[ab]/**"])
      assert.equal(folderOf(pattern), undefined, pattern);
  });

  it("needs four of Batch's patterns for a folder", () => {
    assert.deepEqual(filePatterns("*.png"), ["*.png"]);
    assert.deepEqual(filePatterns(inFolder("a[1]/")), [
      "a[[]1[]]/**/*",
      "a[[]1[]]/**/.[!.]*",
      "a[[]1[]]/**/.[!.]*/**/*",
      "a[[]1[]]/**/.[!.]*/**/.[!.]*",
    ]);
  });

  it("matches declared outputs and every file in a declared folder", () => {
    for (const path of ["a.txt", "out/.zarray", "out/.d/x", "out/$x", "out/C:", "[x]{a,b}/y"])
      assert(isOutput(task, path), path);
    for (const path of ["b.txt", "out", "out/", "out/../x", "out/a\\b", "outer/x", "x{a,b}/y"])
      assert(!isOutput(task, path), path);
  });

  it("never matches logs and the runner's own files", () => {
    const all = { outputs: [], patterns: ["*", ".*"].map(required) };
    for (const path of ["stdout.txt", "stderr.txt", ".batch-hashes", ".batch-usage"])
      assert(!isOutput(all, path), path);
    for (const path of ["manifest.json", "a:b", "C:x"]) assert(isOutput(all, path), path);
  });

  it("returns the path of an output in the run's folder", () => {
    assert.equal(ownPath(task, "a.txt"), "a.txt");
    assert.equal(ownPath({ ...task, name: "t" }, "t/out/x"), "out/x");
    assert.equal(ownPath({ ...task, name: "t" }, "t/b.txt"), undefined);
    // The prefix has as many characters as the task's.
    assert.equal(ownPath({ ...task, name: "t" }, "s/a.txt"), undefined);
  });

  it("returns missing outputs as a user would write them", () => {
    const wanted = {
      outputs: ["a.txt", "b.txt"],
      patterns: [required("*.png"), required(inFolder("out[1]/")), optional("*.log")],
    };
    assert.deepEqual(missingOutputs(wanted, new Set()), ["a.txt", "b.txt", "*.png", "out[1]/"]);
    assert.deepEqual(missingOutputs(wanted, new Set(["b.txt", "x.png"])), ["a.txt", "out[1]/"]);
    assert.deepEqual(missingOutputs(wanted, new Set(["a.txt", "b.txt", "x.png", "out[1]/y"])), []);
    assert.deepEqual(missingOutputs({ outputs: ["a"] }, new Set()), ["a"]);
    assert.deepEqual(outputsShown(wanted), ["a.txt", "b.txt", "*.png", "out[1]/", "*.log"]);
    assert.deepEqual(outputsShown({ outputs: ["a"] }), ["a"]);
  });

  it("matches patterns beyond the number that it keeps parsed", () => {
    for (let i = 0; i < 1100; i++)
      assert(isOutput({ outputs: [], patterns: [required(`${i}-*`)] }, `${i}-a`), String(i));
  });
});

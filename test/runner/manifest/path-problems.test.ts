import assert from "node:assert/strict";
import {
  declaredProblem,
  inputProblem,
  isMatchable,
  nameProblem,
  outputProblem,
  pathProblem,
  refuse,
  textProblem,
} from "../../../runner/manifest/path-problems.ts";
import { isUsageError } from "../../helpers/is-runner-error.ts";
import { assertSnapshot } from "../../helpers/snapshot.ts";

const accepts = (path: string) => () => assert.equal(declaredProblem(path), undefined);

const refused: Readonly<Record<string, string>> = {
  "a parent folder": "../a.txt",
  "a parent folder in the middle": "a/../../b",
  "an absolute path": "/etc/passwd",
  "a drive": "C:/a.txt",
  "an empty path": "",
  "an empty part": "a//b",
  "a slash at the end": "a/",
  "the current folder": "./a",
  "a backslash": "..\\a",
  "a line break": "a\nb",
  "a lone surrogate": "😀".slice(0, 1),
  "a name too long for a file system": "é".repeat(128),
  "a name too long for a file system among others": `a/${"x".repeat(256)}/b`,
  "a path of 801 characters": `${"a/".repeat(400)}b`,
};

/** Paths that are refused only for outputs. */
const refusedOutputs: Readonly<Record<string, string>> = {
  "the runner's manifest": "manifest.json",
  "the runner's report in another case": "Report.JSON",
  "the runner's logs": "logs/a.txt",
  "a task's log": "stdout.txt",
  "a variable in a path": "$HOME.txt",
};

const ownNames = [".batch-hashes", ".batch-staged", ".batch-anything", ".batch-folder/a"];

describe("manifest/path-problems", () => {
  it("accepts a name", accepts("a.txt"));
  it("accepts folders", accepts("north/south/a.txt"));
  it("accepts blanks, quotes, brackets and other scripts", accepts("näme of 'it' [1] (日本).txt"));
  it("accepts dots within a name", accepts("..a/b..txt"));
  it("accepts a hidden file", accepts(".hidden"));
  it("accepts reserved names in a subfolder", accepts("results/manifest.json"));
  it("accepts names of the runner's own files in a subfolder", accepts("results/.batch-hashes"));

  it("accepts a path of 800 characters", accepts(`${"a/".repeat(399)}bc`));
  it("accepts a name of 255 bytes", accepts(`${"é".repeat(127)}x`));
  it("accepts a drive's colon after the first character", accepts("ab:c/d:e"));

  for (const [what, path] of Object.entries(refused))
    it(`refuses ${what}`, () => assert.notEqual(pathProblem(path), undefined));

  for (const [what, path] of Object.entries(refusedOutputs))
    it(`refuses ${what} as an output`, () => {
      assert.equal(inputProblem(path), undefined);
      assert.notEqual(declaredProblem(path), undefined);
    });

  for (const name of ownNames)
    it(`refuses ${name} as an input and as an output`, () => {
      assert.equal(pathProblem(name), undefined);
      assert.notEqual(inputProblem(name), undefined);
      assert.notEqual(declaredProblem(name), undefined);
    });

  it("refuses a DEL character", () => assert.notEqual(pathProblem("a\u007fb"), undefined));

  it("accepts outputs of earlier versions that a plan may no longer declare", () => {
    for (const path of ["stdout.txt", ".batch-x"]) assert.equal(outputProblem(path), undefined);
    assert.notEqual(outputProblem("../a"), undefined);
  });

  it("accepts a task name that can be a folder in the run's folder", () => {
    assert.equal(nameProblem("first task"), undefined);
    for (const name of ["a/b", "logs", "$x", "..", ""]) assert.notEqual(nameProblem(name), undefined, name);
  });

  it("matches files with a colon, which Windows would read as a drive", () => {
    for (const path of ["C:", "C:x", "a:/b", "ab:c"]) assert.equal(isMatchable(path), true, path);
    for (const path of ["", "/a", "a/", "a/C:/../b"]) assert.equal(isMatchable(path), false, path);
  });

  it("finds text that can't reach a program intact", () => {
    assert.equal(textProblem("a\nb 😀"), undefined);
    assert.equal(textProblem(""), undefined);
    for (const text of ["a\0b", "\ud83d"]) assert.notEqual(textProblem(text), undefined);
  });

  it("throws a usage error only if there is a problem", () => {
    refuse("InvalidOutputPath", "output", undefined);
    assert.throws(
      () => refuse("InvalidOutputPath", "output", "is empty"),
      isUsageError("InvalidOutputPath", "output"),
    );
  });

  it("returns the reasons of the snapshot", async () => {
    const paths = [...Object.values(refused), ...Object.values(refusedOutputs), ...ownNames];
    const lines = paths.map((path) => {
      const shown = path.length > 60 ? `${path.slice(0, 10)}… (${path.length} characters)` : path;
      return `${JSON.stringify(shown)} ${declaredProblem(path)}`;
    });
    await assertSnapshot("manifest/paths", lines.join("\n"));
  });
});

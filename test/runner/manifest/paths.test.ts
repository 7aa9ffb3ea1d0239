import assert from "node:assert/strict";
import { declaredProblem, inputProblem, pathProblem } from "../../../runner/manifest/paths.ts";
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
  "a path too long for a blob": `${"a/".repeat(500)}b`,
};

/** Paths that are refused only for outputs. */
const refusedOutputs: Readonly<Record<string, string>> = {
  "the runner's manifest": "manifest.json",
  "the runner's report in another case": "Report.JSON",
  "the runner's logs": "logs/a.txt",
  "a task's log": "stdout.txt",
  "a task's number of attempts": "attempts.txt",
  "a variable in a path": "$HOME.txt",
};

const ownNames = [".batch-hashes", ".batch-staged", ".batch-anything", ".batch-folder/a"];

describe("manifest/paths", () => {
  it("accepts a name", accepts("a.txt"));
  it("accepts folders", accepts("north/south/a.txt"));
  it("accepts blanks, quotes, brackets and other scripts", accepts("näme of 'it' [1] (日本).txt"));
  it("accepts dots within a name", accepts("..a/b..txt"));
  it("accepts a hidden file", accepts(".hidden"));
  it("accepts reserved names in a subfolder", accepts("results/manifest.json"));
  it("accepts names of the runner's own files in a subfolder", accepts("results/.batch-hashes"));

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

  it("returns the reasons of the snapshot", async () => {
    const paths = [...Object.values(refused), ...Object.values(refusedOutputs), ...ownNames];
    const lines = paths.map((path) => {
      const shown = path.length > 60 ? `${path.slice(0, 10)}… (${path.length} characters)` : path;
      return `${JSON.stringify(shown)} ${declaredProblem(path)}`;
    });
    await assertSnapshot("manifest/paths", lines.join("\n"));
  });
});

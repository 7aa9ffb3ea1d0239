import assert from "node:assert/strict";
import { declaredProblem, inputProblem, pathProblem } from "../../../runner/manifest/paths.ts";
import { assertSnapshot } from "../../helpers/snapshot.ts";

const fits = (path: string) => () => assert.equal(declaredProblem(path), undefined);

const refused: Readonly<Record<string, string>> = {
  "climbing out": "../a.txt",
  "climbing out in the middle": "a/../../b",
  absolute: "/etc/passwd",
  "a drive": "C:/a.txt",
  nothing: "",
  "an empty part": "a//b",
  "a slash at the end": "a/",
  "this folder": "./a",
  "a backslash": "..\\a",
  "a line end": "a\nb",
  "half of a character": "😀".slice(0, 1),
  "a name too long for a file system": "é".repeat(128),
  "a path too long for a blob": `${"a/".repeat(500)}b`,
};

/** Names that only outputs can't have. */
const refusedOutputs: Readonly<Record<string, string>> = {
  "the runner's manifest": "manifest.json",
  "the runner's report, whatever its case": "Report.JSON",
  "the runner's logs": "logs/a.txt",
  "a task's log": "stdout.txt",
  "a task's number of attempts": "attempts.txt",
  "a variable": "$HOME.txt",
};

const ownNames = [".batch-hashes", ".batch-staged", ".batch-anything", ".batch-folder/a"];

describe("plan/paths", () => {
  it("a name", fits("a.txt"));
  it("folders", fits("north/south/a.txt"));
  it("blanks, quotes, brackets, other scripts", fits("näme of 'it' [1] (日本).txt"));
  it("dots that climb nowhere", fits("..a/b..txt"));
  it("a hidden file", fits(".hidden"));
  it("deeper down the same names are free", fits("results/manifest.json"));
  it("also of the runner's own files", fits("results/.batch-hashes"));

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

  it("names the reason", async () => {
    const paths = [...Object.values(refused), ...Object.values(refusedOutputs), ...ownNames];
    const lines = paths.map((path) => {
      const shown = path.length > 60 ? `${path.slice(0, 10)}… (${path.length} characters)` : path;
      return `${JSON.stringify(shown)} ${declaredProblem(path)}`;
    });
    await assertSnapshot("plan/paths", lines.join("\n"));
  });
});

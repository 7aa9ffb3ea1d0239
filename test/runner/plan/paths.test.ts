import assert from "node:assert/strict";
import { declaredProblem, inputProblem, pathProblem } from "../../../runner/plan/paths.ts";

const fits = (path: string) => () => assert.equal(declaredProblem(path), undefined);
const refuses = (path: string, why: RegExp) => () => assert.match(pathProblem(path) ?? "fits", why);
const refusesOutput = (path: string, why: RegExp) => () => assert.match(declaredProblem(path) ?? "fits", why);

describe("plan/paths", () => {
  it("a name", fits("a.txt"));
  it("folders", fits("north/south/a.txt"));
  it("blanks, quotes, brackets, other scripts", fits("näme of 'it' [1] (日本).txt"));
  it("dots that climb nowhere", fits("..a/b..txt"));
  it("a hidden file", fits(".hidden"));

  it("climbing out", refuses("../a.txt", /leaves/));
  it("climbing out in the middle", refuses("a/../../b", /leaves/));
  it("absolute", refuses("/etc/passwd", /relative/));
  it("a drive", refuses("C:/a.txt", /relative/));
  it("nothing", refuses("", /empty/));
  it("an empty part", refuses("a//b", /empty part/));
  it("a slash at the end", refuses("a/", /empty part/));
  it("this folder", refuses("./a", /empty part/));
  it("a backslash", refuses("..\\a", /backslash/));
  it("a line end", refuses("a\nb", /control/));
  it("half of a character", refuses("😀".slice(0, 1), /surrogate/));
  it("a name too long for a file system", refuses("é".repeat(128), /255 bytes/));
  it("a path too long for a blob", refuses("a/".repeat(500) + "b", /800/));

  it("the runner's manifest", refusesOutput("manifest.json", /runner/));
  it("the runner's report, whatever its case", refusesOutput("Report.JSON", /runner/));
  it("the runner's logs", refusesOutput("logs/a.txt", /runner/));
  it("a task's log", refusesOutput("stdout.txt", /runner/));
  it("a task's number of attempts", refusesOutput("attempts.txt", /runner/));
  for (const name of [".batch-hashes", ".batch-staged", ".batch-anything", ".batch-folder/a"]) {
    it(`an output ${name}`, refusesOutput(name, /runner/));
    it(`an input ${name}`, () => assert.match(inputProblem(name) ?? "fits", /runner/));
  }
  it("a variable", refusesOutput("$HOME.txt", /expand/));
  it("deeper down the same names are free", fits("results/manifest.json"));
  it("also of the runner's own files", fits("results/.batch-hashes"));
});

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";

const root = join(import.meta.dirname, "../..");

/** Returns the messages that an editor shows for files with these contents in a workload's folder. */
const mistakesIn = (contents: Readonly<Record<string, string>>): string[] => {
  const { config } = ts.readConfigFile(join(root, "tsconfig.json"), ts.sys.readFile);
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, root);
  const files = new Map(
    Object.entries(contents).map(([name, text]) => [join(root, "task/my-stats", name), text]),
  );
  const host = ts.createCompilerHost(options);
  const { readFile, fileExists } = host;
  host.readFile = (path) => files.get(path) ?? readFile(path);
  host.fileExists = (path) => files.has(path) || fileExists(path);
  const program = ts.createProgram([...files.keys()], { ...options, noUnusedLocals: false }, host);
  return [...files.keys()].flatMap((path) =>
    program
      .getSemanticDiagnostics(program.getSourceFile(path))
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n")),
  );
};

const imports = `
import { defineWorkload, matching, outputOf } from "../workload.ts";
import { byFolder, csvRows, product, range } from "../sweep.ts";
`;

const examplesIn = (page: string): Record<string, string> =>
  Object.fromEntries(
    Array.from(readFileSync(join(root, page), "utf8").matchAll(/```ts\n(.*?)```/gs), ([, code = ""], i) => [
      `${page.replace("/", "-")}-${i}.ts`,
      code.includes("import ") ? code : imports + code,
    ]),
  );

describe("workload types", function () {
  this.timeout(30_000);

  it("accept the documented examples and report a misspelt field of a task", () => {
    const examples = { ...examplesIn("README.md"), ...examplesIn("task/README.md") };
    const example = readFileSync(join(root, "task/line-count/workload.ts"), "utf8");
    const misspelt = { "misspelt.ts": example.replace("outputs: [output]", "output: [output]") };
    assert.equal(Object.keys(examples).length, 4);
    const [mistake = "", ...others] = mistakesIn({ ...examples, ...misspelt });
    assert.match(mistake, /'"unknown field \\?"output\\?" in a task"'/);
    assert.deepEqual(others, []);
  });
});

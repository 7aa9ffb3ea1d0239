import assert from "node:assert/strict";
import { mkdir, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { newJobId } from "../../../runner/plan/ids.ts";
import { isPath, listWorkloads, nameOfFile } from "../../../runner/project/list-workloads.ts";
import { loadWorkload } from "../../../runner/project/load-workload.ts";
import { isUsageError } from "../../helpers/is-runner-error.ts";
import { withTemporaryFolder } from "../../helpers/temporary-folder.ts";

const withFiles = (
  files: Readonly<Record<string, string>>,
  use: (folder: string) => Promise<void> | void,
): Promise<void> =>
  withTemporaryFolder(async (folder) => {
    for (const [name, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), text);
    }
    await use(folder);
  });

describe("listWorkloads", () => {
  it("returns the folders in task/ with a workload's file, in alphabetical order", () =>
    withFiles(
      { "task/b/workload.ts": "", "task/a/workload.mjs": "", "task/lib/x.ts": "", "task/workload.ts": "" },
      async (folder) => {
        await symlink("b", join(folder, "task/link"));
        assert.deepEqual(Object.entries(listWorkloads(folder)), [
          ["a", join(folder, "task/a/workload.mjs")],
          ["b", join(folder, "task/b/workload.ts")],
          ["link", join(folder, "task/link/workload.ts")],
        ]);
      },
    ));

  it("prefers TypeScript to JavaScript, which may be compiled from it", () =>
    withFiles({ "task/a/workload.js": "", "task/a/workload.ts": "" }, (folder) =>
      assert.deepEqual(listWorkloads(folder), { a: join(folder, "task/a/workload.ts") }),
    ));

  it("returns none if task/ is missing or a file", () =>
    withFiles({ "b/task": "" }, (folder) => {
      assert.deepEqual(listWorkloads(folder), {});
      assert.deepEqual(listWorkloads(join(folder, "b")), {});
    }));
});

describe("words of the command line", () => {
  for (const word of [".", "..", "./a", "a/b", "workload.ts", "a.mts", "a.js", "a.mjs", "/a/b.ts"])
    it(`"${word}" is a path`, () => assert(isPath(word)));
  for (const word of ["top-words", "a.txt", "ts"]) it(`"${word}" is a name`, () => assert(!isPath(word)));
});

describe("nameOfFile", () => {
  const names: Readonly<Record<string, string>> = {
    "/x/tools/batch/workload.ts": "batch",
    "/x/tools/fitCurves.ts": "fit-curves",
    "/x/My Jobs/workload.mjs": "my-jobs",
    "/x/2024-résumé/workload.ts": "r-sum",
    "/workload.ts": "workload",
    "/x/数/workload.ts": "workload",
    [`/x/${"a-".repeat(40)}/workload.ts`]: "a-".repeat(20).slice(0, -1),
  };
  for (const [file, name] of Object.entries(names))
    it(`of ${file} is ${name}, which a job id keeps`, () => {
      assert.equal(nameOfFile(file), name);
      assert(newJobId({ workload: name, now: new Date(0), random: () => 0 }).startsWith(`${name}-1970`));
    });
});

describe("loadWorkload", () => {
  const plan = 'description: "d", command: "true", plan: () => []';
  const load = (text: string, name = "workload.mjs") =>
    withTemporaryFolder(async (folder) => {
      await writeFile(join(folder, name), text);
      return loadWorkload(join(folder, name), `task/mine/${name}`);
    });

  for (const text of [
    `export const mine = { ${plan} };`,
    `export default { ${plan} };`,
    `export const mine = { ${plan} }; export default mine;`,
    `export const mine = { ${plan} }; export const helper = () => 1; export const size = 3;`,
  ])
    it(`returns the only workload of ${text}`, async () => assert.equal((await load(text)).description, "d"));

  it("loads TypeScript", async () =>
    assert.equal((await load(`export const mine: object = { ${plan} };`, "workload.mts")).description, "d"));

  it("returns a workload with a misspelt field, so that its check can name the field", async () =>
    assert.equal((await load('export default { description: "d", plann: 1 };')).description, "d"));

  it("refuses a file without a workload, and one with two", async () => {
    await assert.rejects(
      load("export const size = 3;"),
      isUsageError("WorkloadNotExported", "task/mine", "none"),
    );
    const two = `export const a = { ${plan} }; export const b = { ${plan} };`;
    await assert.rejects(load(two), isUsageError("WorkloadNotExported", "task/mine", "a, b"));
  });

  it("names the file and the place of an error", async () => {
    const failing = (text: string, ...words: string[]) =>
      assert.rejects(load(text), isUsageError("WorkloadNotLoaded", "task/mine/workload.mjs", ...words));
    const typed = load("const a: number = ;", "workload.mts");
    await assert.rejects(typed, isUsageError("WorkloadNotLoaded", "workload.mts:1\n", "Expression expected"));
    await failing("const a = ;", "Unexpected token");
    await failing("\nthrow new TypeError('x');", "TypeError: x", "workload.mjs:2:7)");
    await failing("throw 'text';", ": text");
    await failing("import './none.mjs';", "none.mjs");
  });
});

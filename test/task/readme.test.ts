import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { nodeRuntime } from "../../infra/node-runtime.ts";
import type { Manifest, ManifestTask } from "../../runner/manifest/manifest.ts";
import { readCode } from "../../runner/plan/code.ts";
import { planRun } from "../../runner/plan/plan.ts";
import type { TaskPlan, Workload } from "../../task/workload.ts";
import { workloads } from "../helpers/example-workloads.ts";
import { withTemporaryFolder } from "../helpers/temporary-folder.ts";

const task = join(import.meta.dirname, "../../task");
const readme = readFileSync(join(task, "README.md"), "utf8");
const mainReadme = readFileSync(join(task, "../README.md"), "utf8");
const codesIn = (page: string): string[] =>
  Array.from(page.matchAll(/```ts\n(.*?)```/gs), ([, code = ""]) => code.replace(/^import .*\n/gm, ""));
/** Declarations in the main README, then in task/README.md. */
const codes = [mainReadme, readme].flatMap(codesIn);

/** Returns the workload that a declaration in the page makes as a separate file. */
const declared = async (code: string, folder: string): Promise<Workload> => {
  const from = (file: string): string => JSON.stringify(pathToFileURL(join(task, file)).href);
  const imports = [
    `import { defineWorkload, matching, outputOf } from ${from("workload.ts")};`,
    `import { byFolder, csvRows, product, range } from ${from("sweep.ts")};`,
  ];
  for (const [, script = ""] of code.matchAll(/new URL\("\.\/(.*?)"/g))
    await writeFile(join(folder, script), script.endsWith(".csv") ? "rate,depth\n0.1,3\n" : "");
  await writeFile(join(folder, "workload.ts"), [...imports, code].join("\n"));
  return Object.values<Workload>(
    await import(pathToFileURL(join(folder, "workload.ts")).href),
  )[0] as Workload;
};

const plan = (name: string, workload: Workload, files: readonly string[]): Manifest =>
  planRun({
    jobId: "job-1",
    name,
    workload,
    inputs: files.map((file, i) => ({ name: file, size: 1, sha256: String(i).repeat(64) })),
    args: [],
    codeSha256: "f".repeat(64),
    createdAt: new Date(0),
    maxWallClockTimeMs: 1000,
    maxTasks: 1000,
  });

describe("README.md and task/README.md", () => {
  const tasksOf = (index: number, files: readonly string[]): Promise<ManifestTask[]> =>
    withTemporaryFolder(async (folder) => {
      const workload = await declared(codes[index] ?? "", folder);
      await readCode(workload, { projectDir: folder, signal: new AbortController().signal });
      return [...plan("example", workload, files).tasks];
    });

  it("have a declaration of a script over files", async () => {
    const tasks = await tasksOf(0, ["a.txt", "b.txt"]);
    assert.deepEqual(
      tasks.map(({ outputs }) => outputs),
      [["a.txt.json"], ["b.txt.json"]],
    );
  });

  it("have a declaration of tasks with several inputs, patterns and settings", async () => {
    const tasks = await tasksOf(1, ["one/1.png", "one/2.png", "two/1.png"]);
    assert.deepEqual(
      tasks.map(({ name, inputs, slots, timeoutMs }) => [name, inputs.length, slots, timeoutMs]),
      [
        ["one", 2, 2, 1_800_000],
        ["two", 1, 2, 1_800_000],
      ],
    );
  });

  it("have a declaration of a sweep of 200 points with a merge", async () => {
    const tasks = await tasksOf(2, []);
    assert.equal(tasks.length, 201);
    assert.equal(tasks.find(({ name }) => name === "best")?.after?.length, 200);
  });

  it("have a declaration of the points of a table", async () => {
    const tasks = await tasksOf(3, []);
    assert.deepEqual(
      tasks.map(({ name, args }) => [name, args]),
      [["rate0.1_depth3", ["0.1", "3"]]],
    );
    assert.equal(codes.length, 4);
  });

  it("list the examples", () => {
    const listed = Array.from(readme.matchAll(/^\| \[(.*?)\]\(\1\/\)/gm), ([, name]) => name);
    assert.deepEqual(listed.sort(), Object.keys(workloads).sort());
  });

  it("contain the version of Node on the nodes", () => {
    assert(readme.includes(`Node ${nodeRuntime.version.split(".")[0]} for`));
  });

  it("contain the messages that mistakes print", () => {
    const mistaken = (tasks: TaskPlan[]) => () =>
      plan("my-stats", { description: "", command: "true", plan: () => tasks }, []);
    const printed = Array.from(readme.matchAll(/^ {4}Error: (.*)$/gm), ([, line]) => line);
    const misspelt = { output: ["a"] } as TaskPlan;
    assert.throws(mistaken([misspelt]), { code: "UnknownField", message: printed[0] });
    const same = (arg: string): TaskPlan => ({ args: [arg], outputs: ["stats.json"] });
    assert.throws(mistaken([same("a"), same("b")]), { code: "OutputClash", message: printed[1] });
  });
});

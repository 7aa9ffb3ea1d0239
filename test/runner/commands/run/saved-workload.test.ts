import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { systemClock } from "../../../../runner/clock.ts";
import { saveLine } from "../../../../runner/commands/run/save-line.ts";
import type { LineOptions } from "../../../../runner/plan/line/line.ts";
import { readTable } from "../../../../runner/plan/line/read-table.ts";
import { isUsageError } from "../../../helpers/is-runner-error.ts";
import { withTemporaryFolder } from "../../../helpers/temporary-folder.ts";
import { lineOf, tasksOfFile, tasksOfLine, writeFiles } from "../../plan/line/line-plan.ts";

const output = (template: string, isOptional = false) => ({ template, isOptional });

const files = {
  "texts/a.txt": "a",
  'texts/it\'s "b".txt': "b",
  "stats.py": "",
  "lib/x.sh": "",
  "points.csv": 'rate,depth\n0.1,3\n-1,"a ""b"", c"\n',
  "semicolons.csv": "rate;depth\n0,1;3\n",
  "samples.csv": "sample,k\ntexts/a.txt,1\n,2\n",
  "points.ndjson": '{"rate": 0.1}\n{"rate": 2}\n',
};

const shippedNames = ["lib/x.sh", "stats.py"];

const contextIn = (projectDir: string, cwd = projectDir) => ({
  workloads: {},
  projectDir,
  cwd,
  env: {},
  clock: systemClock,
  random: Math.random,
  signal: new AbortController().signal,
  cancelSignal: new AbortController().signal,
  terminal: { stdout: process.stdout, stderr: { write: () => true } as never, ask: undefined },
});

type LineMaker = (folder: string) => Promise<Partial<LineOptions>>;

const rows =
  (
    path: string,
    rest: Partial<LineOptions>,
    fileColumns: readonly string[] = [],
    delimiter?: string,
  ): LineMaker =>
  async (cwd) => ({
    source: { kind: "rows", table: await readTable({ path, fileColumns, delimiter }, { cwd }) },
    ...rest,
  });

const lines: Readonly<Record<string, LineMaker>> = {
  "a task per file": async () => ({
    command: "python3 stats.py {} > '{}'.json",
    outputs: [output("{}.json")],
  }),
  "a folder per task, patterns, all settings": async () => ({
    command: "lib/x.sh {} {#} {/.}",
    outputs: [output("frames/"), output("{/.}-*.png"), output("*.log", true)],
    env: [
      ["MODE", "fast"],
      ["NAME", "{/}"],
    ],
    taskName: "{index}-{/.}",
    settings: { timeout: "5m", retries: 2, slots: 2 },
  }),
  "a merge": async () => ({
    command: "sort {} > {}.csv",
    outputs: [output("{}.csv")],
    merge: { command: "python3 stats.py {outputs} > all.csv", outputs: [output("all.csv")] },
  }),
  "numbers, and a command of several lines": async () => ({
    source: { kind: "count", count: 3 },
    command: 'f() { echo "{index}"; }\nf > ./x.csv\n# don\'t\\n',
    outputs: [output("./x.csv")],
  }),
  rows: rows("points.csv", { command: "fit '{rate}' {depth}", outputs: [output("fit.rds")] }),
  "rows with a delimiter": rows("semicolons.csv", { command: "fit {rate}" }, [], ";"),
  "rows of JSON": rows("points.ndjson", { command: "fit {rate}" }),
  "rows with files": rows("samples.csv", { command: "cat {} > {k}.out", outputs: [output("{k}.out")] }, [
    "sample",
  ]),
};

/** Lets a workload in a temporary folder import this repository's helpers. */
const withHelpers = async (path: string): Promise<void> => {
  const text = await readFile(path, "utf8");
  const task = join(import.meta.dirname, "../../../../task");
  await writeFile(path, text.replace('from "azbatch"', `from "${task}/contract.ts"`));
};

describe("runner/commands/run/saved-workload", () => {
  for (const [title, make] of Object.entries(lines))
    it(`plans the same tasks as the command line: ${title}`, () =>
      withTemporaryFolder(async (folder) => {
        await writeFiles(folder, files);
        const line = lineOf(await make(folder));
        const shipped = shippedNames.map((name) => ({ name, path: join(folder, name) }));
        await saveLine({ line, shipped, name: "saved" }, contextIn(folder));
        const path = join(folder, "task/saved/workload.ts");
        await withHelpers(path);
        assert.deepEqual(await tasksOfFile(path, folder), await tasksOfLine(line, folder, shipped));
      }));

  it("plans the same tasks if the command was typed in a folder of the project", () =>
    withTemporaryFolder(async (project) => {
      const folder = join(project, "sub");
      await writeFiles(folder, files);
      const line = lineOf(await rows("samples.csv", { command: "cat {} {k}" }, ["sample"])(folder));
      await saveLine({ line, shipped: [], name: "saved" }, contextIn(project, folder));
      const path = join(project, "task/saved/workload.ts");
      await withHelpers(path);
      assert.deepEqual(await tasksOfFile(path, project), await tasksOfLine(line, folder));
    }));

  it("overwrites nothing", () =>
    withTemporaryFolder(async (folder) => {
      await writeFiles(folder, files);
      await writeFiles(folder, { "task/saved/mine.txt": "" });
      const save = (name: string) => saveLine({ line: lineOf({}), shipped: [], name }, contextIn(folder));
      await assert.rejects(save("saved"), isUsageError("WorkloadExists"));
      await assert.rejects(save("../x"), isUsageError("InvalidWorkloadName"));
    }));
});

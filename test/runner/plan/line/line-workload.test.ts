import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readdir } from "node:fs/promises";
import { argumentOf } from "../../../../runner/plan/line/compile-command.ts";
import type { LineOptions, Table } from "../../../../runner/plan/line/line.ts";
import { isUsageError } from "../../../helpers/is-runner-error.ts";
import { withTemporaryFolder } from "../../../helpers/temporary-folder.ts";
import { lineOf, tasksOfLine, writeFiles } from "./line-plan.ts";

const file = (template: string) => ({ template, isOptional: false });

const rowsOf = (rows: Table["rows"], fileColumns: readonly string[] = []): LineOptions["source"] => ({
  kind: "rows",
  table: { name: "points.csv", columns: Object.keys(rows[0] ?? {}), rows, fileColumns },
});

const inTexts = <T>(use: (folder: string) => Promise<T>): Promise<T> =>
  withTemporaryFolder(async (folder) => {
    await writeFiles(folder, { "texts/a.txt": "a", "texts/b c.txt": "bc", "more/a.txt": "other" });
    return use(folder);
  });

const plan = (options: Partial<LineOptions>) =>
  inTexts(async (folder) => tasksOfLine(lineOf(options), folder));

describe("runner/plan/line/line-workload", () => {
  it("names inputs, arguments and outputs as in the current folder", async () => {
    const tasks = await plan({ command: "stats {} > {.}.json", outputs: [file("{.}.json")] });
    assert.deepEqual(
      tasks.map(({ name, inputs, args, outputs }) => [
        name,
        inputs.map((input) => input.name),
        args,
        outputs,
      ]),
      [
        [undefined, ["texts/a.txt"], ["texts/a.txt", "texts/a"], ["texts/a.json"]],
        [undefined, ["texts/b c.txt"], ["texts/b c.txt", "texts/b c"], ["texts/b c.json"]],
      ],
    );
  });

  it("plans the same task for a file, whatever other files the run has", async () => {
    const [one] = await plan({ source: { kind: "files", globs: ["texts/a.txt"] } });
    const more = await plan({ source: { kind: "files", globs: ["*/*.txt"] } });
    assert(more.some(({ id }) => id === one?.id));
  });

  it("names a file outside the folder without ../, and refuses two of one name", () =>
    inTexts(async (folder) => {
      const at = (globs: readonly string[]) =>
        tasksOfLine(lineOf({ source: { kind: "files", globs } }), `${folder}/texts`);
      const [task] = await at(["../more/a.txt"]);
      assert.equal(task?.inputs[0]?.name, "more/a.txt");
      await writeFiles(folder, { "texts/more/a.txt": "third" });
      await assert.rejects(at(["../more/a.txt", "more/a.txt"]), isUsageError("DuplicateInput"));
    }));

  it("gives each task a folder if an output has no placeholder or is a pattern", async () => {
    for (const template of ["plot.png", "frames/", "*.png", "{/.}-*.png"]) {
      const tasks = await plan({ outputs: [file(template)] });
      assert.deepEqual(
        tasks.map(({ name }) => name),
        ["texts_a.txt", "texts_b_c.txt"],
        template,
      );
    }
  });

  it("names the tasks of a table after the columns that they use", async () => {
    const rows = [{ rate: "0.1", depth: "3", note: "x" }];
    const source = rowsOf([...rows, { rate: "-1", depth: "4", note: "a/b" }]);
    const tasks = await plan({ source, command: "fit {rate} '{depth}'", outputs: [file("fit.rds")] });
    assert.deepEqual(
      tasks.map(({ name, args }) => [name, args]),
      [
        ["rate=0.1,depth=3", ["0.1", "3"]],
        ["rate=-1,depth=4", ["-1", "4"]],
      ],
    );
  });

  it("sends the files that a column names, and none for a blank cell", async () => {
    const source = rowsOf(
      [
        { sample: "texts/a.txt", k: "1" },
        { sample: "./more/a.txt", k: "2" },
        { sample: "", k: "3" },
      ],
      ["sample"],
    );
    const tasks = await plan({ source, command: "cat {} {sample} > {k}.out", outputs: [file("{k}.out")] });
    assert.deepEqual(
      tasks.map(({ inputs, args }) => [inputs.map(({ name }) => name), args]),
      [
        [["texts/a.txt"], ["texts/a.txt", "texts/a.txt", "1"]],
        [["more/a.txt"], ["more/a.txt", "more/a.txt", "2"]],
        [[], ["", "", "3"]],
      ],
    );
  });

  it("sets variables: constant ones and ones with placeholders", async () => {
    const source: LineOptions["source"] = { kind: "count", count: 2 };
    const tasks = await plan({
      source,
      command: "sim",
      env: [
        ["SEED", "{index}"],
        ["MODE", "{{fast}}"],
      ],
    });
    assert.deepEqual(
      tasks.map(({ env }) => env),
      [
        { MODE: "{fast}", SEED: "0" },
        { MODE: "{fast}", SEED: "1" },
      ],
    );
  });

  it("merges all outputs after all tasks", async () => {
    const tasks = await plan({
      command: "stats {} > {}.csv",
      outputs: [file("{}.csv")],
      merge: { command: "cat {outputs} > all.csv", outputs: [file("all.csv")] },
    });
    const [merge] = tasks;
    assert.deepEqual(merge?.args, ["texts/a.txt.csv", "texts/b c.txt.csv"]);
    assert.deepEqual(merge?.outputs, ["all.csv"]);
    assert.deepEqual(
      merge?.after,
      tasks.slice(1).map(({ id }) => id),
    );
  });

  it("merges more tasks than Batch allows dependencies", async () => {
    const tasks = await plan({
      source: { kind: "count", count: 2500 },
      command: "sim {index} > {index}.csv",
      outputs: [file("{index}.csv")],
      merge: { command: "cat {outputs} > all.csv", outputs: [file("all.csv")] },
    });
    const [merge] = tasks;
    const waits = tasks.slice(1, -2500);
    assert.deepEqual(
      merge?.after,
      waits.map(({ id }) => id),
    );
    assert.equal(merge?.results?.length, 2500);
    assert.equal(new Set(waits.flatMap(({ after = [] }) => after)).size, 2500);
    assert(waits.every(({ after = [] }) => after.length <= 1000));
  });

  for (const [template, created] of [
    ["out/{/}.json", "out"],
    ["a/{rate}/x.csv", "a/0.1 $x"],
    ["frames/", "frames"],
    ["plots/*/*.png", "plots"],
    ["{}.json", ""],
    ["{//}/x.json", ""],
    ["./x.json", ""],
  ] as const)
    it(`creates the folder of an output before the command runs: ${template}`, async () => {
      const isRow = template.includes("rate");
      const source = isRow ? { source: rowsOf([{ rate: "0.1 $x" }]) } : {};
      const line = lineOf({ ...source, command: "true", outputs: [file(template)] });
      const { script, args, shown } = line.compiled;
      assert.equal(shown(isRow ? ["0.1"] : []), "true");
      await withTemporaryFolder(async (cwd) => {
        const values = { file: "in/a.txt", row: { rate: "0.1 $x" }, index: 0 };
        const words = args.map((arg) => argumentOf(arg, values));
        execFileSync("/bin/bash", ["-c", script, "name", ...words], { cwd });
        assert.equal((await readdir(cwd, { recursive: true })).sort().at(-1) ?? "", created);
      });
    });

  it("refuses two tasks that write one file", () =>
    assert.rejects(
      plan({ source: { kind: "files", globs: ["*/a.txt"] }, outputs: [file("{/.}.json")] }),
      isUsageError("OutputClash", "more/a.txt", "texts/a.txt"),
    ));

  it("refuses two equal tasks", async () => {
    await assert.rejects(
      plan({ source: { kind: "count", count: 2 }, command: "sim" }),
      isUsageError("DuplicateTask", "--count"),
    );
    const source = rowsOf([{ a: "1" }, { a: "2" }, { a: "1" }]);
    await assert.rejects(plan({ source, command: "sim {a}" }), isUsageError("DuplicateTask", "1", "3"));
  });

  it("refuses a placeholder without a value in an option", () => {
    const source = rowsOf([{ rate: "1" }]);
    for (const options of [
      { outputs: [file("{depth}.csv")] },
      { env: [["A", "{}"]] as const },
      { taskName: "{rat}" },
    ])
      assert.throws(
        () => lineOf({ source, command: "fit {rate}", ...options }),
        isUsageError("UnknownPlaceholder"),
      );
  });
});

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { examples } from "../../runner/commands/new/new.ts";
import { bestPoint } from "../../task/best-point/workload.ts";
import { fileFacts } from "../../task/file-facts/workload.ts";
import { lineCount } from "../../task/line-count/workload.ts";
import { stations } from "../../task/stations/workload.ts";
import { topWords } from "../../task/top-words/workload.ts";
import { wordStats } from "../../task/word-stats/workload.ts";
import type { InputFile, Row, TaskPlan, Workload } from "../../task/workload.ts";
import { workloads } from "../helpers/example-workloads.ts";

const folder = join(import.meta.dirname, "../../task");

const planOf = (
  workload: Workload,
  files: readonly string[] = [],
  args: readonly string[] = [],
): TaskPlan[] => [
  ...workload.plan({ inputs: files.map((file): InputFile => ({ name: file, size: 1 })), args }),
];

const rowOf = ({ row }: Workload, outputs: readonly string[]): Row =>
  row?.(new Map(outputs.map((text, index) => [`output${index}`, text]))) ?? [];

describe("each example", () => {
  it("is listed under the name of its folder", async () => {
    const folders = (await readdir(folder, { withFileTypes: true })).filter((entry) => entry.isDirectory());
    assert.deepEqual(folders.map(({ name }) => name).sort(), Object.keys(workloads).sort());
  });

  it("loads the workload of its folder", async () => {
    const loaded = await Promise.all(
      Object.entries(workloads).map(async ([name, load]) => [name, await load()]),
    );
    assert.deepEqual(Object.fromEntries(loaded), {
      "best-point": bestPoint,
      "file-facts": fileFacts,
      "line-count": lineCount,
      stations,
      "top-words": topWords,
      "word-stats": wordStats,
    });
  });

  it("has a program and shared files that exist", async () => {
    for (const [name, load] of Object.entries(workloads)) {
      const { main, files = [] } = await load();
      for (const url of main ? [main, ...files] : files) assert(existsSync(url), `${name}: ${url}`);
    }
  });

  const foreign: Record<string, readonly string[]> = {
    "other JSON": ['{"mean": 1.5, "range": [1, 2], "note": null}'],
    "a JSON list": ['["a", "b"]'],
    "JSON with Python's Infinity": ['{"mean": Infinity}'],
    "a JSON value": ["null"],
    "a table with other columns": ["rate,depth,loss\n0.1,3,0.25\n0.2,3,0.5\n"],
    "much text": ["line\n".repeat(1000)],
    "other text": ["one line\nanother, of 3 words\n"],
    nothing: [""],
    "no output that the table reads": [],
  };
  for (const [written, outputs] of Object.entries(foreign))
    it(`has a row for a program that writes ${written}, because new workloads start as copies`, async () => {
      for (const name of Object.values(examples)) {
        const cells = rowOf(await (workloads[name] ?? assert.fail(name))(), outputs);
        assert.doesNotMatch(cells.join(), /undefined|NaN|\[object/, name);
        assert(
          cells.every((cell) => cell.split("\n").length <= 10),
          name,
        );
      }
    });
});

describe("declarations", () => {
  const declared = { bestPoint, fileFacts, lineCount, stations, topWords, wordStats };
  const inputs: Record<keyof typeof declared, Workload["inputs"]> = {
    bestPoint: undefined,
    fileFacts: "data/*.txt",
    lineCount: "data/*.txt",
    stations: "data/stations/*/*.csv",
    topWords: "data/*.txt",
    wordStats: "data/*.txt",
  };
  for (const [name, workload] of Object.entries(declared))
    it(`of ${name} has a description, its inputs and a heading per cell`, () => {
      assert.match(workload.description, /^[A-Z].{20,}/);
      assert.equal(workload.inputs, inputs[name as keyof typeof declared]);
      assert(workload.columns?.every((column) => column.length > 0));
    });

  it("have a command that calls the shared script", () => {
    assert.match(stations.command ?? "", /^bash "\$WORKLOAD_DIR\/months\.sh" months "\$@"$/);
    assert.match(wordStats.command ?? "", /^python3 "\$WORKLOAD_DIR\/stats\.py" "\$1" > "\$2"$/);
    assert.match(fileFacts.command ?? "", /^bash "\$WORKLOAD_DIR\/facts\.sh" "\$1" > "\$2"$/);
    for (const { files } of [fileFacts, stations, wordStats]) assert.equal(files?.length, 1);
  });
});

describe("best-point", () => {
  it("plans 200 points, and first the merge of their outputs", () => {
    const [best, ...points] = planOf(bestPoint);
    assert.equal(points.length, 200);
    assert.deepEqual(points[0], { name: "x-5_y-4.5", args: [-5, -4.5], outputs: ["result.json"] });
    assert.deepEqual(points.at(-1)?.args, [4.5, 4.5]);
    assert.equal(best?.name, "best");
    assert.match(best?.command ?? "", /^python3 "\$WORKLOAD_DIR\/best\.py" value > best\.csv$/);
    assert.deepEqual(best?.outputs, ["best.csv"]);
    assert.deepEqual(
      best?.inputs?.map(({ name }) => name),
      points.map(({ name }) => `${name}/result.json`),
    );
  });

  it("accepts a step and refuses a second argument", () => {
    assert.equal(planOf(bestPoint, [], ["5"]).length, 21);
    assert.throws(() => planOf(bestPoint, [], ["5", "6"]), /\b5 6\b/);
  });

  it("shows a point's result, and the columns and first row of the merge", () => {
    assert.deepEqual(rowOf(bestPoint, ['{"x": 1}\n']), ['{"x": 1}']);
    assert.deepEqual(rowOf(bestPoint, ["x,y\n1,-2\n3,4\n"]), ["x,y\n1,-2"]);
  });
});

describe("file-facts", () => {
  it("plans a task per file and shows at most ten lines of its output", () => {
    assert.deepEqual(planOf(fileFacts, ["a.txt"]), [
      { inputs: [{ name: "a.txt", size: 1 }], args: ["a.txt", "a.txt.facts"], outputs: ["a.txt.facts"] },
    ]);
    assert.deepEqual(rowOf(fileFacts, ["lines: 3\nwords: 7\n"]), ["lines: 3\nwords: 7"]);
    assert.equal(rowOf(fileFacts, ["a\n".repeat(20)])[0]?.split("\n").length, 10);
  });
});

describe("line-count", () => {
  it("plans a task per file and shows its count", () => {
    assert.deepEqual(planOf(lineCount, ["a.txt"]), [
      { inputs: [{ name: "a.txt", size: 1 }], args: ["a.txt", "a.txt.lines"], outputs: ["a.txt.lines"] },
    ]);
    assert.deepEqual(rowOf(lineCount, ["12\n"]), ["12"]);
  });
});

describe("word-stats", () => {
  it("plans a task per file and shows its results, at most ten", () => {
    assert.deepEqual(planOf(wordStats, ["a.txt"]), [
      { inputs: [{ name: "a.txt", size: 1 }], args: ["a.txt", "a.txt.json"], outputs: ["a.txt.json"] },
    ]);
    assert.deepEqual(rowOf(wordStats, ['{"words":3,"longest":"long"}']), ["words\nlongest", "3\nlong"]);
    const many = Object.fromEntries(Array.from({ length: 11 }, (_, index) => [`n${index}`, index]));
    assert.equal(rowOf(wordStats, [JSON.stringify(many)])[0]?.split("\n").length, 10);
  });
});

describe("stations", () => {
  it("plans a task per folder with all its files", () => {
    const tasks = planOf(stations, ["harbour/2023.csv", "harbour/2024.csv", "mill/2024.csv"]);
    assert.deepEqual(
      tasks.map(({ name, args, outputs }) => [name, args, outputs]),
      [
        ["harbour", ["harbour/2023.csv", "harbour/2024.csv"], ["months/"]],
        ["mill", ["mill/2024.csv"], ["months/"]],
      ],
    );
    assert.equal(planOf(stations, ["2024.csv"])[0]?.name, "station");
  });

  it("shows the number of months and the warmest", () => {
    assert.deepEqual(rowOf(stations, ["01 -2.5\n", "07 18.1\n", "08 9.9\n"]), ["3", "07: 18.1"]);
    assert.deepEqual(rowOf(stations, ["01 cold\n", "02\n", "03 1 2\n"]), ["3", ""]);
  });
});

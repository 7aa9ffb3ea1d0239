import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { examples } from "../../runner/commands/new/new.ts";
import { workloads } from "../../task/index.ts";
import type { InputFile, Row, TaskPlan } from "../../task/workload.ts";

const folder = join(import.meta.dirname, "../../task");

const plan = async (
  name: keyof typeof workloads,
  files: readonly string[] = [],
  args: readonly string[] = [],
): Promise<TaskPlan[]> => {
  const workload = await workloads[name]();
  return [...workload.plan({ inputs: files.map((file): InputFile => ({ name: file, size: 1 })), args })];
};

/** Returns the row that a workload makes of its outputs; none if it throws a SyntaxError, which the runner then shows. */
const rowOf = async (name: keyof typeof workloads, outputs: readonly string[]): Promise<Row> => {
  const { row } = await workloads[name]();
  try {
    return row?.(new Map(outputs.map((text, index) => [`output${index}`, text]))) ?? [];
  } catch (error) {
    assert(error instanceof SyntaxError, `${error}`);
    return [];
  }
};

describe("each example", () => {
  it("is listed under the name of its folder, in at most 40 lines", async () => {
    const folders = (await readdir(folder, { withFileTypes: true })).filter((entry) => entry.isDirectory());
    assert.deepEqual(folders.map(({ name }) => name).sort(), Object.keys(workloads).sort());
    for (const { name } of folders) {
      const lines = (await readFile(join(folder, name, "workload.ts"), "utf8")).trim().split("\n").length;
      assert(lines <= 40, `${name}: ${lines}`);
    }
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
    "other text": ["one line\nanother, of 3 words\n"],
    nothing: [""],
    "no output that the table reads": [],
  };
  for (const [written, outputs] of Object.entries(foreign))
    it(`has a row for a program that writes ${written}, because new workloads start as copies`, async () => {
      for (const name of Object.values(examples)) {
        const cells = await rowOf(name, outputs);
        assert.doesNotMatch(cells.join(), /undefined|NaN|\[object/, name);
        assert(
          cells.every((cell) => cell.split("\n").length <= 10),
          name,
        );
      }
    });
});

describe("best-point", () => {
  it("plans 200 points, and first the merge of their outputs", async () => {
    const [best, ...points] = await plan("best-point");
    assert.equal(points.length, 200);
    assert.deepEqual(points[0], { name: "x-5_y-4.5", args: [-5, -4.5], outputs: ["lowest.csv"] });
    assert.deepEqual(points.at(-1)?.args, [4.5, 4.5]);
    assert.equal(best?.name, "best");
    assert.match(best?.command ?? "", /^cat \*\/lowest\.csv \| sort -t, -k3 -g > best\.csv$/);
    assert.deepEqual(best?.outputs, ["best.csv"]);
    assert.deepEqual(
      best?.inputs?.map(({ name }) => name),
      points.map(({ name }) => `${name}/lowest.csv`),
    );
  });

  it("accepts a step and refuses a second argument", async () => {
    assert.equal((await plan("best-point", [], ["5"])).length, 21);
    await assert.rejects(plan("best-point", [], ["5", "6"]), /\b5 6\b/);
  });

  it("shows the first line of its output", async () => {
    assert.deepEqual(await rowOf("best-point", ["1,-2,0.0\n3,4,5\n"]), ["1", "-2", "0.0"]);
  });
});

describe("line-count", () => {
  it("plans a task per file and shows its count", async () => {
    assert.deepEqual(await plan("line-count", ["a.txt"]), [
      { inputs: [{ name: "a.txt", size: 1 }], args: ["a.txt", "a.txt.lines"], outputs: ["a.txt.lines"] },
    ]);
    assert.deepEqual(await rowOf("line-count", ["12\n"]), ["12"]);
  });
});

describe("word-stats", () => {
  it("plans a task per file and shows its results, at most ten", async () => {
    assert.deepEqual(await plan("word-stats", ["a.txt"]), [
      { inputs: [{ name: "a.txt", size: 1 }], args: ["a.txt", "a.txt.json"], outputs: ["a.txt.json"] },
    ]);
    assert.deepEqual(await rowOf("word-stats", ['{"words":3,"longest":"long"}']), [
      "words\nlongest",
      "3\nlong",
    ]);
    const many = Object.fromEntries(Array.from({ length: 11 }, (_, index) => [`n${index}`, index]));
    assert.equal((await rowOf("word-stats", [JSON.stringify(many)]))[0]?.split("\n").length, 10);
  });
});

describe("stations", () => {
  it("plans a task per folder with all its files", async () => {
    const tasks = await plan("stations", ["harbour/2023.csv", "harbour/2024.csv", "mill/2024.csv"]);
    assert.deepEqual(
      tasks.map(({ name, args, outputs }) => [name, args, outputs]),
      [
        ["harbour", ["harbour/2023.csv", "harbour/2024.csv"], ["months/"]],
        ["mill", ["mill/2024.csv"], ["months/"]],
      ],
    );
    assert.equal((await plan("stations", ["2024.csv"]))[0]?.name, "station");
  });

  it("shows the number of months and the warmest", async () => {
    assert.deepEqual(await rowOf("stations", ["01 -2.5\n", "07 18.1\n", "08 9.9\n"]), ["3", "07: 18.1"]);
    assert.deepEqual(await rowOf("stations", ["01 cold\n", "02\n", "03 1 2\n"]), ["3", ""]);
  });
});

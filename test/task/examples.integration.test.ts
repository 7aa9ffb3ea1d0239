import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { examples } from "../../runner/commands/new/new.ts";
import { workloads } from "../../task/index.ts";
import type { Row } from "../../task/workload.ts";
import { hasPython } from "../helpers/python.ts";
import { describeOnCloud } from "../runner/on-cloud.ts";
import { type CommandOutput, filesOf } from "../runner/user.ts";

const task = join(import.meta.dirname, "../../task");

/** As the runner takes it: an error is shown in the row's place. */
const rowOf = (row: () => Row): Row => {
  try {
    return row();
  } catch (error) {
    assert(error instanceof SyntaxError, `${error}`);
    return [];
  }
};

describeOnCloud("examples, on the local cloud", ({ user }) => {
  /** What the user sees, and the files of the run without its logs and record. */
  const run = async (
    ...words: string[]
  ): Promise<CommandOutput & { readonly files: Map<string, string> }> => {
    const cwd = await user.withInputs({});
    const said = await user.run(words, { cwd, context: { workloads } });
    assert.equal(said.exitCode, 0, said.stderr);
    const files = [...(await filesOf(cwd))].filter(
      ([name]) => !/^(logs\/|report\.json|manifest\.json)/.test(name),
    );
    return { ...said, files: new Map(files) };
  };

  it("line-count: TypeScript over files", async () => {
    const { stdout, files } = await run("line-count");
    const texts = await Promise.all(
      ["clockmaker", "harbour", "river"].map((name) => readFile(join(task, `../data/${name}.txt`), "utf8")),
    );
    const lines = texts.map((text) => String(text.split("\n").length - 1));
    assert.deepEqual([...files.values()].sort(), lines.toSorted());
    assert.match(stdout, new RegExp(`harbour\\.txt +│ ${lines[1]} `));
  });

  it("word-stats: Python over files", async function () {
    if (!hasPython()) {
      console.error("      no python3 here: word-stats is not run");
      this.skip();
    }
    const { stdout, files } = await run("word-stats");
    assert.deepEqual(JSON.parse(files.get("river.txt.json") ?? ""), {
      words: 1636,
      different: 599,
      longest: "insufferable",
    });
    assert.match(stdout, /river\.txt +│ words +│ 1636 [\s\S]*│ longest +│ insufferable /);
  });

  it("stations: bash over folders of files, and as many outputs as there are months", async () => {
    const { stdout, files } = await run("stations");
    const months = Array.from({ length: 12 }, (_, i) => String(i + 1).padStart(2, "0"));
    const expected = ["harbour", "mill", "summit"].flatMap((station) =>
      months.map((month) => `${station}/months/${month}.txt`),
    );
    assert.deepEqual([...files.keys()].sort(), expected);
    assert.match(files.get("summit/months/01.txt") ?? "", /^01 -\d+\.\d\n$/);
    assert.match(stdout, /summit.* │ 12 +│ 0[78]: \d+\.\d/);
  });

  it("best-point: a sweep without files, and a merge of all its outputs", async () => {
    const { stdout, stderr, files } = await run("best-point", "--", "5");
    assert.match(stderr, /21 tasks succeeded/);
    const lines = (files.get("best/best.csv") ?? "").trim().split("\n");
    const values = lines.map((line) => Number(line.split(",")[2]));
    assert.equal(values.length, 20);
    assert.deepEqual(
      values,
      values.toSorted((a, b) => a - b),
    );
    assert.equal(lines.filter((line) => [...files.values()].includes(`${line}\n`)).length, 20);
    const [x, y, value] = lines[0]?.split(",") ?? [];
    assert.match(stdout, new RegExp(`best +│ ${x} +│ ${y} +│ ${value} `));
  });

  const others: Record<string, string | undefined> = {
    "other JSON": '{"mean": 1.5, "range": [1, 2], "note": null}',
    "a list as JSON": '["a", "b"]',
    "other text": "one line\nanother, of 3 words\n",
    nothing: "",
    "nothing that the table reads": undefined,
  };
  for (const [what, text] of Object.entries(others))
    it(`have a row for a program that writes ${what}, as new workloads begin as copies of them`, async () => {
      for (const name of Object.values(examples)) {
        const { row } = await workloads[name]();
        const outputs = new Map(text === undefined ? [] : [["out", text]]);
        const cells = rowOf(() => row?.(outputs) ?? []);
        assert.doesNotMatch(cells.join(), /undefined|NaN|\[object/, name);
        assert(
          cells.every((cell) => cell.split("\n").length <= 10),
          name,
        );
      }
    });

  it("best-point has the 200 points that it promises, and one task more", async () => {
    const { plan } = await workloads["best-point"]();
    assert.equal([...plan({ inputs: [], args: [] })].length, 201);
  });

  it("are each at most 40 lines of declaration, and listed", async () => {
    const folders = (await readdir(task, { withFileTypes: true })).filter((entry) => entry.isDirectory());
    assert.deepEqual(folders.map(({ name }) => name).sort(), Object.keys(workloads).sort());
    for (const { name } of folders) {
      const lines = (await readFile(join(task, name, "workload.ts"), "utf8")).trim().split("\n").length;
      assert(lines <= 40, `${name}: ${lines}`);
    }
  });
});

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { inRepository, workloads } from "../helpers/example-workloads.ts";
import { hasPython } from "../helpers/python.ts";
import { describeOnCloud } from "../runner/on-cloud.ts";
import { type CommandOutput, filesOf } from "../runner/user.ts";

const task = join(import.meta.dirname, "../../task");

describeOnCloud("examples on the local cloud", ({ user }) => {
  /** Returns the printed text and the run's files, without its logs and record. */
  const run = async (
    ...words: string[]
  ): Promise<CommandOutput & { readonly files: Map<string, string> }> => {
    const cwd = await user.withInputs({});
    const [name = "", ...others] = words;
    const said = await user.run([name, "--out", "out", ...others], { cwd, context: inRepository });
    assert.equal(said.exitCode, 0, said.stderr);
    const files = [...(await filesOf(cwd))].filter(
      ([name]) => !/^(logs\/|report\.(json|html)$|manifest\.json$|(tasks|results)\.csv$)/.test(name),
    );
    return { ...said, files: new Map(files) };
  };

  it("line-count counts lines in TypeScript", async () => {
    const { stdout, files } = await run("line-count");
    const texts = await Promise.all(
      ["clockmaker", "harbour", "river"].map((name) => readFile(join(task, `../data/${name}.txt`), "utf8")),
    );
    const lines = texts.map((text) => String(text.split("\n").length - 1));
    assert.deepEqual([...files.values()].sort(), lines.toSorted());
    assert.match(stdout, new RegExp(`harbour\\.txt\\t${lines[1]}\\t`));
  });

  it("word-stats counts words in Python", async function () {
    if (!hasPython()) {
      console.error("      word-stats skipped: no python3");
      this.skip();
    }
    const { stdout, files } = await run("word-stats");
    assert.deepEqual(JSON.parse(files.get("river.txt.json") ?? ""), {
      words: 1636,
      different: 599,
      longest: "insufferable",
    });
    assert.match(stdout, /river\.txt\twords\\n.*longest\t1636\\n.*insufferable\t/);
  });

  it("file-facts counts lines and words in bash", async () => {
    const { stdout, files } = await run("file-facts");
    assert.match(files.get("river.txt.facts") ?? "", /^lines: 138\nwords: \d+\nlongest line: \d+\n$/);
    assert.match(stdout, /river\.txt\tlines: 138\\n/);
  });

  it("stations writes an output per month and folder in bash", async () => {
    const { stdout, files } = await run("stations");
    const months = Array.from({ length: 12 }, (_, i) => String(i + 1).padStart(2, "0"));
    const expected = ["harbour", "mill", "summit"].flatMap((station) =>
      months.map((month) => `${station}/months/${month}.txt`),
    );
    assert.deepEqual([...files.keys()].sort(), expected);
    assert.match(files.get("summit/months/01.txt") ?? "", /^01 -\d+\.\d\n$/);
    assert.match(stdout, /^summit\t12\t0[78]: \d+\.\d\t/m);
  });

  it("best-point sweeps a grid without files in Python and merges all outputs", async function () {
    if (!hasPython()) {
      console.error("      best-point skipped: no python3");
      this.skip();
    }
    const { stdout, stderr, files } = await run("best-point", "--", "5");
    assert.match(stderr, /21 tasks succeeded/);
    const [head, ...lines] = (files.get("best/best.csv") ?? "").trim().split("\n");
    assert.deepEqual([head, lines.length], ["x,y,value", 20]);
    const values = lines.map((line) => Number(line.split(",")[2]));
    assert.deepEqual(
      values,
      values.toSorted((a, b) => a - b),
    );
    const points = [...files].filter(([name]) => name.endsWith("/result.json"));
    const written = points.map(([, text]) => Object.values<number>(JSON.parse(text)).map(Number).join());
    assert.deepEqual(lines.map((line) => line.split(",").map(Number).join()).sort(), written.sort());
    assert.match(stdout, new RegExp(`^best\\tx,y,value\\\\n${lines[0]}\\t`, "m"));
  });

  it("have at most 40 lines of declaration", async () => {
    for (const name of Object.keys(workloads)) {
      const lines = (await readFile(join(task, name, "workload.ts"), "utf8")).trim().split("\n").length;
      assert(lines <= 40, `${name}: ${lines}`);
    }
  });
});

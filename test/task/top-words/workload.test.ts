import assert from "node:assert/strict";
import { report } from "../../../task/top-words/report.ts";
import { topWords } from "../../../task/top-words/workload.ts";
import type { InputFile } from "../../../task/workload.ts";

const file = (name: string) => ({ name, size: 1 });

const plan = (inputs: readonly InputFile[], args: readonly string[]) => [...topWords.plan({ inputs, args })];

describe("top-words", () => {
  it("plans a task per file with its own output", () => {
    assert.deepEqual(plan([file("a.txt"), file("north/b.c.txt"), file("c")], []), [
      { inputs: [file("a.txt")], args: ["a.txt", "a_OUTPUT.txt", 3], outputs: ["a_OUTPUT.txt"] },
      {
        inputs: [file("north/b.c.txt")],
        args: ["north/b.c.txt", "north/b.c_OUTPUT.txt", 3],
        outputs: ["north/b.c_OUTPUT.txt"],
      },
      { inputs: [file("c")], args: ["c", "c_OUTPUT.txt", 3], outputs: ["c_OUTPUT.txt"] },
    ]);
  });

  it("passes --top to the program", () => {
    assert.equal(plan([file("a.txt")], ["--top", "12"])[0]?.args?.[2], 12);
  });

  it("accepts 1 and 999999 words", () => {
    for (const top of ["1", "999999"])
      assert.equal(plan([file("a.txt")], ["--top", top])[0]?.args?.[2], Number(top));
  });

  for (const top of ["0", "-1", "2.5", "01", "5x", "1000000", "many", ""]) {
    it(`refuses --top=${top}`, () => {
      assert.throws(
        () => plan([file("a.txt")], [`--top=${top}`]),
        ({ message }: Error) => message.includes("--top") && message.includes(`"${top}"`),
      );
    });
  }

  for (const [delay, seconds] of [
    ["30s", 30],
    ["5m", 300],
    ["1h30m", 5400],
    ["168h", 604_800],
  ] as const)
    it(`passes --delay ${delay} to the program as ${seconds} seconds`, () =>
      assert.equal(plan([file("a.txt")], ["--delay", delay])[0]?.args?.[3], seconds));

  it("plans the same tasks with a delay of 0 seconds as without one", () =>
    assert.deepEqual(plan([file("a.txt")], ["--delay", "0s"]), plan([file("a.txt")], [])));

  for (const delay of ["", "30", "-5s", "1d", "s", "1.5m", "30s5m", "169h"])
    it(`refuses --delay=${delay}`, () =>
      assert.throws(
        () => plan([file("a.txt")], [`--delay=${delay}`]),
        ({ message }: Error) => message.includes("--delay") && message.includes(`"${delay}"`),
      ));

  it("refuses an unknown argument", () => {
    assert.throws(() => plan([file("a.txt")], ["--topp", "3"]), /--topp/);
  });

  it("writes the tutorial's report and shows its words in the table", () => {
    const words = [
      { word: "the", count: 70 },
      { word: "a:b", count: 2 },
    ];
    const env = { AZ_BATCH_NODE_ID: "n", AZ_BATCH_TASK_ID: "t", AZ_BATCH_JOB_ID: "j", AZ_BATCH_POOL_ID: "p" };
    const text = report(words, env);
    assert.equal(
      text,
      [
        "Word\tCount",
        "------------------------------",
        "the:\t70",
        "a:b:\t2",
        "------------------------------",
        "Node: n",
        "Task: t",
        "Job:  j",
        "Pool: p",
        "",
      ].join("\n"),
    );
    assert.deepEqual(topWords.row?.(new Map([["a_OUTPUT.txt", text]])), ["the\na:b", "70\n2"]);
  });
});

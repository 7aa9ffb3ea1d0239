import assert from "node:assert/strict";
import { evaluateFormula } from "../../../../local/emulator/autoscale/evaluate-formula.ts";
import { FormulaError } from "../../../../local/emulator/autoscale/formula-error.ts";
import { parseFormula } from "../../../../local/emulator/autoscale/parse-formula.ts";
import { repeat, situation } from "./situation.ts";

/** Returns a Mulberry32 generator. A seed determines the numbers, so that failures can be reproduced. */
const randomFrom = (seed: number) => () => {
  seed = (seed + 0x6d2b79f5) | 0;
  const mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  const more = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((more ^ (more >>> 14)) >>> 0) / 2 ** 32;
};

const words = (
  "$PendingTasks $ActiveTasks $TargetDedicatedNodes $TargetLowPriority $NodeDeallocationOption $CurrentDedicatedNodes x y v " +
  "requeue taskcompletion TimeInterval_Minute TimeInterval_Year TimeInterval_100ns time stop rand avg len lg ln log max min norm " +
  "percentile range round ceil floor std sum val GetSample GetSamplePercent GetSamplePeriod HistoryBeginTime Count year hour weekday " +
  'constructor __proto__ toString 0 1 2 70 1e308 1e999 .5 0.1 "" "2016-10-13T19:18:47Z" "x" = == != < <= > >= + - * / ! && || ? : ; , . ( ) // \n'
).split(" ");

const expressions = [
  "1",
  "0",
  "x",
  "v",
  "time()",
  "TimeInterval_Minute",
  "$PendingTasks",
  "$PendingTasks.GetSample(3)",
  '"x"',
  "requeue",
];
const shapes = [
  "(A)",
  "-A",
  "!A",
  "A + B",
  "A - B",
  "A * B",
  "A / B",
  "A < B",
  "A == B",
  "A && B",
  "A || B",
  "A ? B : A",
  "max(A, B)",
  "ceil(A, B)",
  "avg(A)",
  "val(A, B)",
  "percentile(A, B)",
  "std(A)",
  "time(A)",
  "A.hour",
  "$ActiveTasks.GetSample(A)",
  "$ActiveTasks.GetSample(A, B)",
  "$ActiveTasks.GetSamplePercent(A, B)",
  "$ActiveTasks.Count()",
  "round(A)",
  "A * 1e308",
  "stop()",
  "rand()",
];

const pick = <T>(random: () => number, from: readonly T[]): T => from[Math.floor(random() * from.length)]!;

const soup = (random: () => number): string =>
  Array.from({ length: Math.floor(random() * 60) }, () => pick(random, words)).join(pick(random, ["", " "]));

const garbage = (random: () => number): string =>
  String.fromCharCode(
    ...Array.from({ length: Math.floor(random() * 200) }, () =>
      Math.floor(random() * (random() < 0.9 ? 128 : 65_536)),
    ),
  );

const expression = (random: () => number, depth: number): string =>
  depth === 0
    ? pick(random, expressions)
    : pick(random, shapes).replace(/[AB](?![a-z])/g, () => expression(random, Math.floor(random() * depth)));

const wellFormed = (random: () => number): string =>
  Array.from({ length: 1 + Math.floor(random() * 8) }, () => {
    const target = pick(random, [
      "x",
      "v",
      "$TargetDedicatedNodes",
      "$TargetLowPriority",
      "$NodeDeallocationOption",
    ]);
    return `${target} = ${expression(random, 5)}`;
  }).join(";\n");

const outcome = (formula: string, random: () => number): string => {
  const samples = { $PendingTasks: [1, 2, 3, undefined, 5], $ActiveTasks: repeat(4, 50) };
  try {
    const result = evaluateFormula(parseFormula(formula), situation({ samples, random }));
    assert.ok(Number.isInteger(result.targetDedicatedNodes) && result.targetDedicatedNodes >= 0);
    assert.ok(Number.isInteger(result.targetLowPriorityNodes) && result.targetLowPriorityNodes >= 0);
    return result.error?.code ?? "evaluated";
  } catch (error) {
    assert.ok(error instanceof FormulaError, `${JSON.stringify(formula)} gave ${error}`);
    return error.code;
  }
};

describe("random autoscale formulas", () => {
  const kinds = { soup, garbage, wellFormed };
  for (const [kind, make] of Object.entries(kinds))
    it(`${kind}: 10,000 formulas return a result or throw a FormulaError within 20 s`, function () {
      this.timeout(20_000);
      const random = randomFrom(20_260_101);
      const found = new Map<string, number>();
      for (let count = 0; count < 10_000; count++) {
        const code = outcome(make(random), random);
        found.set(code, (found.get(code) ?? 0) + 1);
      }
      assert.ok(
        (found.get(kind === "wellFormed" ? "evaluated" : "AutoScalingFormulaSyntaxError") ?? 0) > 1000,
        `${kind}: ${[...found]}`,
      );
    });

  it("8 KB of expensive calls on a day of samples succeed within the time limit", () => {
    const history = Array.from({ length: 2880 }, (_, index) => index % 97);
    const sorts = "x=percentile(v,50);".repeat(98);
    const vectors = `y=sum(v${"*2".repeat(3100)})`;
    const formula = `v=$ActiveTasks.GetSample(TimeInterval_Day);${sorts}${vectors}`.slice(0, 8191);
    const { error } = evaluateFormula(
      parseFormula(formula),
      situation({ samples: { $ActiveTasks: history } }),
    );
    assert.equal(error, undefined);
  });
});

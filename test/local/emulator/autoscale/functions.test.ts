import assert from "node:assert/strict";
import { assertSnapshot } from "../../../helpers/snapshot.ts";
import { failureOf, run, valueOfX } from "./situation.ts";

const samples = { $ActiveTasks: [1, 2, 3, 4] };
const v = "$ActiveTasks.GetSample(4)";
const none = "$RunningTasks.GetSample(4)";

const values: readonly (readonly [expression: string, value: string])[] = [
  [`avg(${v})`, "2.5"],
  [`avg(${v}, 7)`, "3.4"],
  ["avg(1, 2, 3)", "2"],
  [`len(${v}, 1, ${v})`, "9"],
  ["len()", "0"],
  ["max(3, 9, 4)", "9"],
  [`max(${v}, 2)`, "4"],
  ["min(3, -9, 4)", "-9"],
  ["norm(3, 4)", "5"],
  [`range(${v})`, "3"],
  ["std(2, 4, 4, 4, 5, 5, 7, 9)", "2.13809"],
  [`sum(${v})`, "10"],
  ["sum()", "0"],
  ["lg(8)", "3"],
  ["ln(1)", "0"],
  ["log(1000)", "3"],
  [`lg(${v})`, "[0,1,1.58496,2]"],
  ["log(1, 10, 100)", "[0,1,2]"],
  ["ceil(0.5)", "1"],
  ["ceil(-0.5)", "0"],
  ["floor(2.9)", "2"],
  ["floor(-2.1)", "-3"],
  ["round(2.5)", "3"],
  ["round(-2.5)", "-3"],
  ["round(0.49999999999999994)", "0"],
  [`ceil(${v} / 4)`, "[1,1,1,1]"],
  [`${v} * 2`, "[2,4,6,8]"],
  [`${v} + ${v}`, "[2,4,6,8]"],
  [`percentile(${v}, 50)`, "2"],
  [`percentile(${v}, 51)`, "3"],
  [`percentile(${v}, 0)`, "1"],
  [`percentile(${v}, 100)`, "4"],
  [`val(${v}, 0)`, "1"],
  [`val(${v}, 3.9)`, "4"],
  ["rand()", "0.25"],
  // A new pool has no samples. max(0, …), as in Microsoft's examples, still returns a number.
  [none, "[]"],
  [`max(0, ${none})`, "0"],
  [`len(${none})`, "0"],
  [`sum(${none})`, "0"],
  [`avg(${none})`, "nan"],
  [`max(${none})`, "nan"],
  [`val(${none}, 0)`, "nan"],
  [`percentile(${none}, 50)`, "nan"],
  [`max(0, avg(${none}))`, "0"],
];

const errors: readonly (readonly [expression: string, column: number])[] = [
  ["sin(1)", 5],
  ["toString(1)", 5],
  ["max(time())", 5],
  [`val(${v}, 4)`, 5],
  [`val(${v}, -1)`, 5],
  ["val(1, 0)", 5],
  [`percentile(${v}, 101)`, 5],
  [`percentile(${v})`, 5],
  ["rand(1)", 5],
  ["time(1)", 5],
  [`${v} + $ActiveTasks.GetSample(2)`, 31],
];

describe("autoscale functions", () => {
  for (const [expression, value] of values) {
    it(`${expression} is ${value}`, () => {
      assert.equal(valueOfX(expression, { samples }), value);
    });
  }

  for (const [expression, column] of errors)
    it(`rejects ${expression} at column ${column}`, () => {
      const { code, at } = failureOf(`x = ${expression}`, { samples });
      assert.deepEqual([code, at], ["AutoScalingFormulaEvaluationError", `1:${column}`]);
    });

  it("report the expected and the found", async () => {
    const lines = errors.map(([expression]) => failureOf(`x = ${expression}`, { samples }).message);
    await assertSnapshot(
      "autoscale/function-errors",
      lines.map((line, at) => `${errors[at]?.[0]}: ${line}`).join("\n"),
    );
  });

  it("stop() ends the evaluation and keeps earlier assignments", () => {
    const { results, error } = run(
      "$TargetDedicatedNodes = 3; x = 1; y = 1 ? stop() : 2; $TargetDedicatedNodes = 9; x = 2",
    );
    assert.equal(
      results,
      "$TargetDedicatedNodes=3;$TargetLowPriorityNodes=0;$NodeDeallocationOption=requeue;x=1",
    );
    assert.equal(error, undefined);
  });

  it("reject a list that doubles with every statement", () => {
    const formula = `v = ${v};${"v = ceil(v, v);".repeat(90)}`;
    const { code, message } = failureOf(formula, { samples });
    assert.equal(code, "AutoScalingFormulaEvaluationError");
    assert.match(message, /\b25000\b.*\b32768\b/);
  });
});

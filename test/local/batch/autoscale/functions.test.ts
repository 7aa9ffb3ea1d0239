import assert from "node:assert/strict";
import { run, valueOfX } from "./situation.ts";

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
  // A new pool has no samples: the idiom max(0, …) of Microsoft's examples gives a number all the same.
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

const errors: readonly (readonly [expression: string, message: RegExp])[] = [
  [
    "sin(1)",
    /Col 5: expected a function \(avg, ceil, floor, len, lg, ln, log, max, min, norm, percentile, rand, range, round, std, stop, sum, time, val\), found sin$/,
  ],
  ["toString(1)", /expected a function .* found toString$/],
  ["max(time())", /expected double or doubleVec arguments, found a timestamp$/],
  [`val(${v}, 4)`, /expected an index from 0 to 3, found 4$/],
  [`val(${v}, -1)`, /expected an index from 0 to 3, found -1$/],
  ["val(1, 0)", /expected val\(doubleVec, double\)$/],
  [`percentile(${v}, 101)`, /expected a percentage from 0 to 100, found 101$/],
  [`percentile(${v})`, /expected percentile\(doubleVec, double\)$/],
  ["rand(1)", /expected rand\(\) without arguments$/],
  ["time(1)", /expected time\(\) or time\(string\)$/],
  [`${v} + $ActiveTasks.GetSample(2)`, /expected two doubleVec of the same length, found 4 and 2 values$/],
];

describe("autoscale functions", () => {
  for (const [expression, value] of values) {
    it(`${expression} is ${value}`, () => {
      assert.equal(valueOfX(expression, { samples }), value);
    });
  }

  for (const [expression, message] of errors) {
    it(`${expression} is refused`, () => {
      assert.match(valueOfX(expression, { samples }), message);
    });
  }

  it("stop() ends the evaluation, and what was assigned holds", () => {
    const { results, error } = run(
      "$TargetDedicatedNodes = 3; x = 1; y = 1 ? stop() : 2; $TargetDedicatedNodes = 9; x = 2",
    );
    assert.equal(
      results,
      "$TargetDedicatedNodes=3;$TargetLowPriorityNodes=0;$NodeDeallocationOption=requeue;x=1",
    );
    assert.equal(error, undefined);
  });

  it("refuse a list that doubles with every statement", () => {
    const formula = `v = ${v};${"v = ceil(v, v);".repeat(90)}`;
    const { error } = run(formula, { samples });
    assert.match(error?.values[0]?.value ?? "", /expected at most 25000 values, found 32768$/);
  });
});

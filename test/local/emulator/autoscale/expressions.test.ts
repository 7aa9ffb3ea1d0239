import assert from "node:assert/strict";
import { assertSnapshot } from "../../../helpers/snapshot.ts";
import { failureOf, run, valueOfX } from "./situation.ts";

const values: readonly (readonly [expression: string, value: string])[] = [
  // Precedence and associativity.
  ["1 + 2 * 3", "7"],
  ["(1 + 2) * 3", "9"],
  ["8 - 4 - 2", "2"],
  ["8 / 4 / 2", "1"],
  ["-2 * -3", "6"],
  ["!0 + 1", "2"],
  ["1 < 2 == 1", "1"],
  ["1 + 1 > 1 && 2 <= 2", "1"],
  ["1 || 0 && 0", "1"],
  ["(1 || 0) && 0", "0"],
  ["1 ? 2 : 3 + 4", "2"],
  ["0 ? 2 : 3 + 4", "7"],
  ["0 ? 1 : 0 ? 2 : 3", "3"],
  ["1 ? 0 ? 1 : 2 : 3", "2"],
  // Nonzero is true. Comparisons return 1 or 0.
  ["!5", "0"],
  ["!0", "1"],
  ["-1 ? 10 : 20", "10"],
  ["2 && 3", "1"],
  ["0 || 0", "0"],
  ["1 != 2", "1"],
  // Operands that can't change the result are not evaluated.
  ["0 && nothing", "0"],
  ["1 || nothing", "1"],
  ["1 ? 5 : nothing", "5"],
  // Numbers have six significant digits, as in a recorded run.
  ["29 / 30 * 100", "96.6667"],
  ["0.5", "0.5"],
  [".25", "0.25"],
  ["16777216", "1.67772e+07"],
  ["1e6", "1e+06"],
  ["999999", "999999"],
  ["0.00001234", "1.234e-05"],
  ["0.0001", "0.0001"],
  ["1 / 0", "inf"],
  ["-1 / 0", "-inf"],
  ["0 / 0", "nan"],
  ["0 * -1", "0"],
  // Times.
  ["time()", "2016-10-13T19:18:47.805Z"],
  ["time() + (-6 * TimeInterval_Hour)", "2016-10-13T13:18:47.805Z"],
  ["TimeInterval_Day + time()", "2016-10-14T19:18:47.805Z"],
  ['time("2016-10-13T19:18:47.805Z") == time()', "1"],
  ['time("2016-10-13T21:18:47.805+02:00") == time()', "1"],
  ['time("Thu, 13 Oct 2016 19:18:47 GMT") < time()', "1"],
  ['time("2016-10") < time("2016-10-02")', "1"],
  ['time("2016")', "2016-01-01T00:00:00.000Z"],
  ['time("") == time()', "1"],
  ["time().year * 10000 + time().month * 100 + time().day", "2.0161e+07"],
  ["time().hour", "19"],
  ["time().minute", "18"],
  ["time().second", "47"],
  ["time().weekday", "4"],
  ['time("2016-10-17").weekday', "1"],
  ['time() - time("2016-10-13T19:03:47.805Z") == 15 * TimeInterval_Minute', "1"],
  ['time("2016-10-13T20:18:47.805Z") - time()', "01:00:00"],
  ["-TimeInterval_Week", "-7.00:00:00"],
  ["1.5 * TimeInterval_Second", "00:00:01.5000000"],
  ["TimeInterval_Hour / 4 - TimeInterval_Minute", "00:14:00"],
  ["TimeInterval_100ns * 10 == TimeInterval_Microsecond", "1"],
  ["TimeInterval_Microsecond * 1000 == TimeInterval_Millisecond", "1"],
  ["TimeInterval_Zero < TimeInterval_100ns", "1"],
  ["TimeInterval_Week < TimeInterval_Year", "1"],
  // Strings.
  ['"abc" < "abd"', "1"],
  ['"abc" == "ABC"', "0"],
  ["requeue", "requeue"],
  ["$NodeDeallocationOption == requeue", "1"],
];

const errors: readonly (readonly [expression: string, column: number])[] = [
  ["something", 5],
  ["TimeZoneInterval_Hour", 5],
  ["time() - TimeInterval_Hour", 12],
  ["2 * $A.GetSample(1)", 9],
  ["5 - $PendingTasks.GetSample(1)", 7],
  ['!"a"', 5],
  ["-time()", 5],
  ["time() ? 1 : 2", 5],
  ["1 && time()", 7],
  ["time().week", 12],
  ["time().constructor", 12],
  ["(5).hour", 9],
  ["time().GetSample(1)", 12],
  ["time() + 300000 * TimeInterval_Year", 12],
];

describe("autoscale expressions", () => {
  for (const [expression, value] of values) {
    it(`${expression} is ${value}`, () => {
      assert.equal(valueOfX(expression), value);
    });
  }

  for (const [expression, column] of errors)
    it(`rejects ${expression} at column ${column}`, () => {
      const { code, at } = failureOf(`x = ${expression}`);
      assert.deepEqual([code, at], ["AutoScalingFormulaEvaluationError", `1:${column}`]);
    });

  it("report the expected and the found", async () => {
    const lines = errors.map(([expression]) => failureOf(`x = ${expression}`).message);
    await assertSnapshot(
      "autoscale/expression-errors",
      lines.map((line, at) => `${errors[at]?.[0]}: ${line}`).join("\n"),
    );
  });

  for (const text of [
    "2016-10-13T19:18:47.123456789Z",
    "2016-10-13T19:18:47",
    "2016-02-30",
    "13 Oct 2016",
    "2016-10-13T24:00Z",
  ]) {
    it(`rejects time("${text}") with examples of valid times`, async () => {
      const { code, message } = failureOf(`x = time("${text}")`);
      assert.equal(code, "AutoScalingFormulaEvaluationError");
      await assertSnapshot("autoscale/time-error", message.replace(`found "${text}"`, "found <text>"));
    });
  }

  const symbols = ["+", "-", "*", "/", "<", "<=", "==", ">=", ">", "!=", "&&", "||"];
  const compared = ["<", "<=", "==", ">=", ">", "!="];
  const allowed: Record<string, readonly string[]> = {
    "double double": symbols,
    "double timeinterval": ["*"],
    "doubleVec double": ["+", "-", "*", "/"],
    "doubleVec doubleVec": ["+", "-", "*", "/"],
    "timeinterval double": ["*", "/"],
    "timeinterval timeinterval": ["+", "-", ...compared],
    "timeinterval timestamp": ["+"],
    "timestamp timeinterval": ["+"],
    "timestamp timestamp": ["-", ...compared],
    "string string": compared,
  };
  const operands: Record<string, string> = {
    double: "2",
    doubleVec: "$ActiveTasks.GetSample(2)",
    string: '"s"',
    timestamp: "time()",
    timeinterval: "TimeInterval_Hour",
  };
  it("accept exactly the types of Azure's table of operations", () => {
    const taken = Object.keys(operands).flatMap((left) =>
      Object.keys(operands).flatMap((right) =>
        symbols
          .filter((symbol) => {
            // With 2 on the left, `||` would not evaluate the right operand.
            const first = symbol === "||" && left === "double" ? "0" : operands[left];
            const formula = `x = ${first} ${symbol} ${operands[right]}`;
            return run(formula, { samples: { $ActiveTasks: [1, 2] } }).error === undefined;
          })
          .map((symbol) => `${left} ${symbol} ${right}`),
      ),
    );
    const expected = Object.entries(allowed).flatMap(([types, of]) =>
      of.map((symbol) => types.replace(" ", ` ${symbol} `)),
    );
    assert.deepEqual(taken.sort(), expected.sort());
  });
});

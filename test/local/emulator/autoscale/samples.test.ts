import assert from "node:assert/strict";
import { assertSnapshot } from "../../../helpers/snapshot.ts";
import { failureOf, type Recorded, repeat, run, valueOfX } from "./situation.ts";

/** History without the last minute, as in the example in Azure's documentation. */
const late: Recorded = { samples: { $CPUPercent: [...repeat(1, 60), undefined, undefined] } };
const full: Recorded = { samples: { $PendingTasks: Array.from({ length: 40 }, (_, index) => index + 1) } };

const values: readonly (readonly [expression: string, recorded: Recorded, value: string])[] = [
  ["len($CPUPercent.GetSample(TimeInterval_Minute * 10))", late, "18"],
  ["len($CPUPercent.GetSample(TimeInterval_Minute * 10, 80))", late, "18"],
  ["$CPUPercent.GetSamplePercent(TimeInterval_Minute * 10)", late, "90"],
  ["$CPUPercent.GetSamplePercent(TimeInterval_Minute * 1, TimeInterval_Minute * 6)", late, "100"],
  ["$CPUPercent.GetSamplePercent(0 * TimeInterval_Second, 60 * TimeInterval_Second)", late, "0"],
  ["$CPUPercent.GetSamplePercent(TimeInterval_Minute * 15)", late, "93.3333"],
  ["$CPUPercent.GetSample(1)", late, "[1]"],
  ["$PendingTasks.GetSample(3)", full, "[38,39,40]"],
  ["$PendingTasks.GetSample(2.9)", full, "[39,40]"],
  ["$PendingTasks.GetSample(0)", full, "[]"],
  ["len($PendingTasks.GetSample(1000))", full, "40"],
  ["$PendingTasks.GetSample(90 * TimeInterval_Second)", full, "[38,39,40]"],
  ["$PendingTasks.GetSample(time() + -90 * TimeInterval_Second)", full, "[38,39,40]"],
  ["$PendingTasks.GetSample(TimeInterval_Minute, TimeInterval_Minute * 2)", full, "[37,38]"],
  ["$PendingTasks.GetSample(TimeInterval_Minute * 2, TimeInterval_Minute)", full, "[37,38]"],
  [
    "$PendingTasks.GetSample(time() + -2 * TimeInterval_Minute, time() + -1 * TimeInterval_Minute, 100)",
    full,
    "[37,38]",
  ],
  // Public formulas use windows shorter than the sample period. These count as one sample.
  ["$PendingTasks.GetSamplePercent(TimeInterval_Second * 15)", full, "100"],
  ["$PendingTasks.GetSamplePercent(TimeInterval_Hour)", full, "33.3333"],
  ["$PendingTasks.GetSamplePercent(TimeInterval_Minute)", {}, "0"],
  ["$PendingTasks.GetSample(TimeInterval_Minute)", {}, "[]"],
  ["$PendingTasks.Count()", full, "40"],
  ["$PendingTasks.Count()", {}, "0"],
  ["$PendingTasks.GetSamplePeriod() == 30 * TimeInterval_Second", {}, "1"],
  ["$PendingTasks.HistoryBeginTime()", full, "2016-10-13T18:59:17.805Z"],
  ["$PendingTasks.HistoryBeginTime().minute", full, "59"],
  // A variable without a method is its latest sample. Node counts need no sample.
  ["$PendingTasks / 2", full, "20"],
  ["max($PendingTasks, 50)", full, "50"],
  ["$CurrentDedicatedNodes + $CurrentLowPriorityNodes", { currentLowPriorityNodes: 4 }, "5"],
  ["$CurrentDedicated", {}, "1"],
  ["$TaskSlotsPerNode", { taskSlotsPerNode: 4 }, "4"],
];

const refused: readonly (readonly [expression: string, column: number])[] = [
  ["$PendingTasks.GetSample()", 28],
  ["$PendingTasks.GetSample(1, 70)", 28],
  ['$PendingTasks.GetSample("a")', 28],
  ["$PendingTasks.GetSample(-1)", 28],
  ["$PendingTasks.GetSample(0 / 0)", 28],
  ["$PendingTasks.GetSample(TimeInterval_Hour * (1 / 0))", 28],
  ["$PendingTasks.GetSamplePercent(5)", 35],
  ["$PendingTasks.Count(1)", 24],
  ["$PendingTasks.Last()", 23],
  ["$PendingTasks.hour", 19],
];

describe("samples in autoscale formulas", () => {
  for (const [expression, recorded, value] of values) {
    it(`${expression} is ${value}`, () => {
      assert.equal(valueOfX(expression, recorded), value);
    });
  }

  for (const [expression, column] of refused)
    it(`rejects ${expression} at column ${column}`, () => {
      const { code, at } = failureOf(`x = ${expression}`, full);
      assert.deepEqual([code, at], ["AutoScalingFormulaEvaluationError", `1:${column}`]);
    });

  it("report the expected and the found", async () => {
    const lines = refused.map(([expression]) => failureOf(`x = ${expression}`, full).message);
    await assertSnapshot(
      "autoscale/sample-errors",
      lines.map((line, at) => `${refused[at]?.[0]}: ${line}`).join("\n"),
    );
  });

  it("fail with Azure's code and message if there are too few", () => {
    // Azure/azure-sdk-for-net, GetPoolResizeError.
    const { error, results } = run(
      "$RunningTasks.GetSample(10 * TimeInterval_Second, 0 * TimeInterval_Second, 100);",
    );
    assert.deepEqual(error, {
      code: "InsufficientSampleData",
      message: "Autoscale evaluation failed due to insufficient sample data",
      values: [
        {
          name: "Message",
          value: "Line 1, Col 24: Insufficient data from data set: $RunningTasks wanted 100%, received 0%",
        },
      ],
    });
    assert.equal(
      results,
      "$TargetDedicatedNodes=1;$TargetLowPriorityNodes=0;$NodeDeallocationOption=requeue",
    );
  });

  it("fail at the line and column that Azure reports", () => {
    // Azure/batch-shipyard#138: "Line 9, Col 43".
    const formula = `${"x = 1;\n".repeat(8)}samplevecavg = avg($PendingTasks.GetSample(TimeInterval_Minute * 10, 70))`;
    assert.equal(
      run(formula).error?.values[0]?.value,
      "Line 9, Col 43: Insufficient data from data set: $PendingTasks wanted 70%, received 0%",
    );
  });

  it("fail below the requested percentage and succeed at it", () => {
    const wants95 = run("x = $CPUPercent.GetSample(TimeInterval_Minute * 10, 95)", late);
    assert.match(wants95.error?.values[0]?.value ?? "", /\$CPUPercent wanted 95%, received 90%$/);
    assert.equal(run("x = $CPUPercent.GetSample(TimeInterval_Minute * 10, 90)", late).error, undefined);
  });

  it("fail as insufficient if a variable or HistoryBeginTime is read before the first one", () => {
    for (const expression of ["$PendingTasks", "$PendingTasks.HistoryBeginTime()"])
      assert.equal(run(`x = ${expression}`).error?.code, "InsufficientSampleData");
  });
});

import assert from "node:assert/strict";
import { evaluateFormula } from "../../../../local/emulator/autoscale/evaluate-formula.ts";
import { parseFormula } from "../../../../local/emulator/autoscale/parse-formula.ts";
import { assertSnapshot } from "../../../helpers/snapshot.ts";
import { failureOf, run, situation } from "./situation.ts";

const targets = "$TargetDedicatedNodes=1;$TargetLowPriorityNodes=0";

describe("evaluateFormula", () => {
  it("returns the results of recorded Azure runs", () => {
    const none = { targetDedicatedNodes: 0, currentDedicatedNodes: 0 };
    // Azure/azure-sdk-for-python, test_batch_scale_pools; Azure/azure-cli, test_batch_pools_and_nodes.
    assert.equal(
      run("$TargetDedicatedNodes=3", none).results,
      "$TargetDedicatedNodes=3;$TargetLowPriorityNodes=0;$NodeDeallocationOption=requeue",
    );
    assert.equal(
      run("$TargetLowPriorityNodes=3", none).results,
      "$TargetDedicatedNodes=0;$TargetLowPriorityNodes=3;$NodeDeallocationOption=requeue",
    );
  });

  it("keeps the pool's targets if the formula fails, as in recorded Azure runs", () => {
    // Azure/azure-sdk-for-js, "should fail to evaluate invalid autoscale formula".
    for (const formula of [
      "$something_useless",
      "something_useless",
      "$TargetDedicatedNodes = 7; x = nothing",
    ]) {
      const { results, error, targetDedicatedNodes } = run(formula, { targetDedicatedNodes: 2 });
      assert.equal(
        results,
        "$TargetDedicatedNodes=2;$TargetLowPriorityNodes=0;$NodeDeallocationOption=requeue",
      );
      assert.equal(error?.code, "AutoScalingFormulaEvaluationError");
      assert.equal(targetDedicatedNodes, 2);
    }
  });

  it("lists the formula's variables after the service's, sorted by character code", () => {
    assert.equal(
      run("lower = 1; $b = 2; Upper = 3; $a = 4; lower = 5;").results,
      `${targets};$NodeDeallocationOption=requeue;$a=4;$b=2;Upper=3;lower=5`,
    );
  });

  it("truncates node counts only in the result", () => {
    const { results, targetDedicatedNodes } = run(
      "$TargetDedicatedNodes = 2.9; x = $TargetDedicatedNodes * 2",
    );
    assert.equal(targetDedicatedNodes, 2);
    assert.match(results, /^\$TargetDedicatedNodes=2;.*;x=5\.8$/);
    // MicrosoftDocs/azure-docs#95350: half a node never starts.
    assert.equal(run("$TargetDedicatedNodes = 0.5").targetDedicatedNodes, 0);
    assert.equal(
      run("$TargetDedicatedNodes = -0.5").results,
      "$TargetDedicatedNodes=0;$TargetLowPriorityNodes=0;$NodeDeallocationOption=requeue",
    );
  });

  for (const [value, found] of [
    ["-1", "-1"],
    ["0 / 0", "nan"],
    ["1 / 0", "inf"],
    ["4294967296", "4.29497e+09"],
  ])
    it(`rejects ${value} nodes`, () => {
      const { error } = run(`x = 1;\n  $TargetLowPriority = ${value}`);
      assert.equal(
        error?.values[0]?.value,
        `Line 2, Col 3: expected a number of nodes for $TargetLowPriorityNodes, found ${found}`,
      );
    });

  it("accepts the aliases of the targets and prefers the full name", () => {
    const { targetDedicatedNodes, targetLowPriorityNodes } = run(
      "$TargetDedicated = 3; $TargetLowPriority = 4",
    );
    assert.deepEqual([targetDedicatedNodes, targetLowPriorityNodes], [3, 4]);
    assert.equal(run("$TargetDedicatedNodes = 5; $TargetDedicated = 3").targetDedicatedNodes, 5);
    assert.match(run("$TargetDedicated = 3; x = $TargetDedicatedNodes").results, /;x=3$/);
  });

  for (const option of ["requeue", "terminate", "taskcompletion", "retaineddata"])
    it(`accepts ${option} as the node deallocation option`, () => {
      const { nodeDeallocationOption, results } = run(`$NodeDeallocationOption = ${option}`);
      assert.equal(nodeDeallocationOption, option);
      assert.equal(results, `${targets};$NodeDeallocationOption=${option}`);
    });

  const refused = [
    "$NodeDeallocationOption = 1",
    "$PendingTasks = 1",
    "$CurrentDedicated = 1",
    "TimeInterval_Day = 1",
    "requeue = 1",
    "$TargetDedicatedNodes = $PendingTasks.GetSample(1)",
  ];
  for (const formula of refused)
    it(`rejects ${formula}`, () => {
      const { code, at } = failureOf(formula);
      assert.deepEqual([code, at], ["AutoScalingFormulaEvaluationError", "1:1"]);
    });

  it("reports the expected and the found in the form of Azure's errors", async () => {
    const lines = refused.map((formula) => `${formula}: ${failureOf(formula).message}`);
    await assertSnapshot("autoscale/assignment-errors", lines.join("\n"));
    const { error } = run("requeue = 1");
    assert.deepEqual(error, {
      code: "AutoScalingFormulaEvaluationError",
      message: "The specified auto-scaling formula has evaluation error",
      values: [{ name: "Message", value: failureOf("requeue = 1").message }],
    });
  });

  it("reads the samples of each variable once", () => {
    const asked: string[] = [];
    const samplesOf = (variable: string) => {
      asked.push(variable);
      return [];
    };
    const formula = parseFormula("x = $PendingTasks.Count() + $PendingTasks.Count() + $RunningTasks.Count()");
    evaluateFormula(formula, { ...situation(), samplesOf });
    assert.deepEqual(asked, ["$PendingTasks", "$RunningTasks"]);
  });

  it("throws errors that are not in the formula", () => {
    const samplesOf = () => {
      throw new TypeError("a bug");
    };
    const formula = parseFormula("x = $PendingTasks");
    assert.throws(() => evaluateFormula(formula, { ...situation(), samplesOf }), TypeError);
  });
});

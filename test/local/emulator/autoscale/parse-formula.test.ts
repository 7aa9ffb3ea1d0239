import assert from "node:assert/strict";
import { FormulaError, runErrorOf } from "../../../../local/emulator/autoscale/formula-error.ts";
import { parseFormula } from "../../../../local/emulator/autoscale/parse-formula.ts";
import { assertSnapshot } from "../../../helpers/snapshot.ts";
import { valueOfX } from "./situation.ts";

const refused: readonly (readonly [formula: string, line: number, column: number])[] = [
  ["", 1, 1],
  ["// only a comment", 1, 18],
  ["a = ", 1, 5],
  ["a = 1 +;", 1, 8],
  ["a = (1", 1, 7],
  ["a = max(1, 2", 1, 13],
  ["a = max(1,)", 1, 11],
  ["a = 1 ? 2;", 1, 10],
  ["a = b = 1", 1, 7],
  ["a = 7 % 2", 1, 7],
  ["a = 1 & 2", 1, 7],
  ["a = $", 1, 5],
  ['a = time("2016', 1, 10],
  ["a = $PendingTasks.$x", 1, 19],
  ["a = 1;\r\n// two\r\n  b = *", 3, 7],
  ["5 = a", 1, 3],
];

describe("parseFormula", () => {
  const refusalOf = (formula: string): FormulaError => {
    try {
      parseFormula(formula);
    } catch (error) {
      if (error instanceof FormulaError) return error;
      throw error;
    }
    return assert.fail(`${formula} is accepted`);
  };

  for (const [formula, line, column] of refused)
    it(`rejects ${JSON.stringify(formula)} at line ${line}, column ${column}`, () => {
      const error = refusalOf(formula);
      assert.deepEqual(
        [error.code, error.line, error.column],
        ["AutoScalingFormulaSyntaxError", line, column],
      );
    });

  it("reports the expected and the found", async () => {
    const lines = refused.map(([formula]) => `${JSON.stringify(formula)}: ${refusalOf(formula).message}`);
    await assertSnapshot("autoscale/syntax-errors", lines.join("\n"));
  });

  it("reports syntax errors in the form of Azure's errors", () => {
    const error = new FormulaError({
      code: "AutoScalingFormulaSyntaxError",
      at: { line: 2, column: 3 },
      reason: "why",
    });
    assert.deepEqual(runErrorOf(error), {
      code: "AutoScalingFormulaSyntaxError",
      message: "The specified auto-scaling formula has a syntax error.",
      values: [{ name: "Message", value: "Line 2, Col 3: why" }],
    });
  });

  it("accepts 8,192 characters and rejects one more", () => {
    const full = `a = ${"1".repeat(8188)}`;
    assert.equal(parseFormula(full).statements.length, 1);
    assert.throws(() => parseFormula(full + " "), { code: "AutoScalingFormulaTooLong", message: /8193/ });
  });

  it("accepts 100 statements and rejects one more, not counting empty ones", () => {
    assert.equal(parseFormula("a=1;;".repeat(100)).statements.length, 100);
    assert.throws(() => parseFormula("a=1;".repeat(101)), {
      code: "AutoScalingFormulaTooLong",
      message: /101/,
    });
  });

  it("rejects the formula of Microsoft's documentation of 2021 that lacks a semicolon", () => {
    const formula =
      "$TargetDedicatedNodes = min(400, $totalDedicatedNodes)\n$NodeDeallocationOption = taskcompletion;";
    assert.throws(() => parseFormula(formula), {
      code: "AutoScalingFormulaSyntaxError",
      line: 2,
      column: 1,
      message: /\$NodeDeallocationOption/,
    });
  });

  for (const opening of ["(", "max(", "1?", "-(", "a.b(", "1?(", "!max(1,"]) {
    it(`rejects 8 KB of ${opening} without a stack overflow`, () => {
      const formula = `a=${opening.repeat(Math.floor(8190 / opening.length))}`;
      assert.throws(() => parseFormula(formula), {
        name: "FormulaError",
        message: /at most 100 levels of nesting/,
      });
    });
  }

  const long: readonly (readonly [what: string, expression: string, value: string])[] = [
    ["sum", `0${"+1".repeat(4000)}`, "4000"],
    ["chain of minus signs", `${"-".repeat(8000)}1`, "1"],
    ["chain of negations", `${"!".repeat(8001)}1`, "0"],
    ["chain of conditions", `${"0?1:".repeat(2000)}7`, "7"],
    ["chain of conjunctions", `1${"&&1".repeat(2700)}`, "1"],
    ["list of arguments", `len(0${",0".repeat(4000)})`, "4001"],
  ];
  for (const [what, expression, value] of long) {
    it(`evaluates a ${what} of nearly 8 KB`, () => {
      assert.equal(valueOfX(expression), value);
    });
  }
});

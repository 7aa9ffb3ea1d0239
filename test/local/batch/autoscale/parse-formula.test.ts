import assert from "node:assert/strict";
import { FormulaError, runErrorOf } from "../../../../local/batch/autoscale/formula-error.ts";
import { parseFormula } from "../../../../local/batch/autoscale/parse-formula.ts";
import { valueOfX } from "./situation.ts";

const refused: readonly (readonly [formula: string, message: string])[] = [
  ["", "Line 1, Col 1: expected a statement, found the end of the formula"],
  ["// only a comment", "Line 1, Col 18: expected a statement, found the end of the formula"],
  ["a = ", "Line 1, Col 5: expected a value, found the end of the formula"],
  ["a = 1 +;", 'Line 1, Col 8: expected a value, found ";"'],
  ["a = (1", 'Line 1, Col 7: expected ")", found the end of the formula'],
  ["a = max(1, 2", 'Line 1, Col 13: expected ")", found the end of the formula'],
  ["a = max(1,)", 'Line 1, Col 11: expected a value, found ")"'],
  ["a = 1 ? 2;", 'Line 1, Col 10: expected ":", found ";"'],
  ["a = b = 1", 'Line 1, Col 7: expected ";" or an operator, found "="'],
  ["a = 7 % 2", 'Line 1, Col 7: unexpected character "%"'],
  ["a = 1 & 2", "Line 1, Col 7: expected &&, found &"],
  ["a = $", "Line 1, Col 5: expected a variable's name after $"],
  ['a = time("2016', 'Line 1, Col 10: expected a closing " on the same line'],
  ["a = $PendingTasks.$x", 'Line 1, Col 19: expected the name of a member, found "$x"'],
  ["a = 1;\r\n// two\r\n  b = *", 'Line 3, Col 7: expected a value, found "*"'],
  ["5 = a", 'Line 1, Col 3: expected ";" or an operator, found "="'],
];

describe("parseFormula", () => {
  for (const [formula, message] of refused) {
    it(`refuses ${JSON.stringify(formula)} and says where and why`, () => {
      assert.throws(() => parseFormula(formula), {
        name: "FormulaError",
        code: "AutoScalingFormulaSyntaxError",
        message,
      });
    });
  }

  it("reports a refusal in the form of Azure's errors", () => {
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

  it("takes 8,192 characters and refuses one more", () => {
    const full = `a = ${"1".repeat(8188)}`;
    assert.equal(parseFormula(full).statements.length, 1);
    assert.throws(() => parseFormula(full + " "), { code: "AutoScalingFormulaTooLong", message: /8193/ });
  });

  it("takes 100 statements and refuses one more, empty ones apart", () => {
    assert.equal(parseFormula("a=1;;".repeat(100)).statements.length, 100);
    assert.throws(() => parseFormula("a=1;".repeat(101)), {
      code: "AutoScalingFormulaTooLong",
      message: /101/,
    });
  });

  it("refuses the complete formula of Microsoft's page of 2021, which lacks a semicolon", () => {
    const formula =
      "$TargetDedicatedNodes = min(400, $totalDedicatedNodes)\n$NodeDeallocationOption = taskcompletion;";
    assert.throws(() => parseFormula(formula), {
      message: 'Line 2, Col 1: expected ";" or an operator, found "$NodeDeallocationOption"',
    });
  });

  for (const opening of ["(", "max(", "1?", "-(", "a.b(", "1?(", "!max(1,"]) {
    it(`refuses 8 KB of ${opening} without exhausting the stack`, () => {
      const formula = `a=${opening.repeat(Math.floor(8190 / opening.length))}`;
      assert.throws(() => parseFormula(formula), {
        name: "FormulaError",
        message: /at most 100 levels of nesting/,
      });
    });
  }

  const long: readonly (readonly [what: string, expression: string, value: string])[] = [
    ["sum", `0${"+1".repeat(4000)}`, "4000"],
    ["row of minus signs", `${"-".repeat(8000)}1`, "1"],
    ["row of negations", `${"!".repeat(8001)}1`, "0"],
    ["chain of conditions", `${"0?1:".repeat(2000)}7`, "7"],
    ["row of conjunctions", `1${"&&1".repeat(2700)}`, "1"],
    ["list of arguments", `len(0${",0".repeat(4000)})`, "4001"],
  ];
  for (const [what, expression, value] of long) {
    it(`evaluates a ${what} as long as a formula can be`, () => {
      assert.equal(valueOfX(expression), value);
    });
  }
});

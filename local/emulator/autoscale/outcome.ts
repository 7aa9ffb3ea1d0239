import { FormulaError, type FormulaErrorCode, type Position } from "./formula-error.ts";
import type { Value } from "./values.ts";

/** What an operator, function or method gives: a value, or the reason why not, without its place in the formula. */
export type Outcome =
  | { readonly value: Value }
  | { readonly problem: string }
  /** Too few samples: Azure has a code of its own for this. */
  | { readonly insufficient: string };

/** The value, or the error at that place. */
export const valueAt = (at: Position, outcome: Outcome): Value => {
  if ("value" in outcome) return outcome.value;
  return "problem" in outcome
    ? fail(at, outcome.problem)
    : fail(at, outcome.insufficient, "InsufficientSampleData");
};

export const fail = (
  at: Position,
  reason: string,
  code: FormulaErrorCode = "AutoScalingFormulaEvaluationError",
): never => {
  throw new FormulaError({ code, at, reason });
};

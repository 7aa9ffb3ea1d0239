import { FormulaError, type FormulaErrorCode, type Position } from "./formula-error.ts";
import type { Value } from "./values.ts";

/** Result of an operator, function or method: a value, or the reason of a failure without its place in the formula. */
export type Outcome =
  | { readonly value: Value }
  | { readonly problem: string }
  /** Too few samples, for which Azure has a separate error code. */
  | { readonly insufficient: string };

/** Returns the value, or throws a FormulaError for this place. */
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

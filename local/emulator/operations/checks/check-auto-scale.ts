import { FormulaError, runErrorOf } from "../../autoscale/formula-error.ts";
import { parseFormula } from "../../autoscale/parse-formula.ts";
import { BatchError } from "../../protocol/errors.ts";
import type { Pool } from "../../state/resource-types.ts";

/** Throws InvalidAutoScalingSettings unless a pool has either a formula or fixed targets. */
export const checkAutoScale = (pool: Partial<Pool>): void => {
  const { enableAutoScale, autoScaleFormula } = pool;
  const hasTargets = pool.targetDedicatedNodes !== undefined || pool.targetLowPriorityNodes !== undefined;
  if (enableAutoScale ? hasTargets || autoScaleFormula === undefined : autoScaleFormula !== undefined)
    throw new BatchError("InvalidAutoScalingSettings");
  if (autoScaleFormula !== undefined) checkFormula(autoScaleFormula);
};

/** Throws if a formula's syntax is wrong. Errors of variables and types are found when it is evaluated. */
export const checkFormula = (formula: string): void => {
  try {
    parseFormula(formula);
  } catch (error) {
    if (!(error instanceof FormulaError)) throw error;
    const code =
      error.code === "AutoScalingFormulaTooLong" ? error.code : ("AutoScalingFormulaSyntaxError" as const);
    const { values } = runErrorOf(error);
    throw new BatchError(code, Object.fromEntries(values.map(({ name, value }) => [name, value])));
  }
};

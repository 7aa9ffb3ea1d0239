/** Where in the formula, both from 1: the form of Azure's own messages ("Line 15, Col 44: …"). */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Azure's codes and its texts for them: the first two refuse a formula (400), the last two stand in an `autoScaleRun`. */
const messages = {
  AutoScalingFormulaSyntaxError: "The specified auto-scaling formula has a syntax error.",
  AutoScalingFormulaTooLong: "The specified auto-scaling formula exceeds lengths limit.",
  AutoScalingFormulaEvaluationError: "Autoscale evaluation failed due to an error in the formula",
  InsufficientSampleData: "Autoscale evaluation failed due to insufficient sample data",
} as const;

export type FormulaErrorCode = keyof typeof messages;

/** `AutoScaleRunError` of the Batch API. */
export interface AutoScaleRunError {
  readonly code: FormulaErrorCode;
  readonly message: string;
  readonly values: readonly { readonly name: string; readonly value: string }[];
}

/** The only error that parsing or evaluating a formula gives; its message says where, what was expected and what was found. */
export class FormulaError extends Error {
  override readonly name = "FormulaError";
  readonly code: FormulaErrorCode;
  readonly line: number;
  readonly column: number;

  constructor(problem: { code: FormulaErrorCode; at: Position; reason: string }) {
    super(`Line ${problem.at.line}, Col ${problem.at.column}: ${problem.reason}`);
    this.code = problem.code;
    this.line = problem.at.line;
    this.column = problem.at.column;
  }
}

/** As Azure reports it, with the detail under the name `Message`. */
export const runErrorOf = (error: FormulaError): AutoScaleRunError => ({
  code: error.code,
  message: messages[error.code],
  values: [{ name: "Message", value: error.message }],
});

/** Place in a formula. Line and column start at 1, as in Azure's messages ("Line 15, Col 44: …"). */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Azure's messages by code. The first two are responses with status 400; the last two appear in `autoScaleRun`. */
const messages = {
  AutoScalingFormulaSyntaxError: "The specified auto-scaling formula has a syntax error.",
  AutoScalingFormulaTooLong: "The specified auto-scaling formula exceeds lengths limit.",
  AutoScalingFormulaEvaluationError: "The specified auto-scaling formula has evaluation error",
  InsufficientSampleData: "Autoscale evaluation failed due to insufficient sample data",
} as const;

export type FormulaErrorCode = keyof typeof messages;

/** The Batch API's `AutoScaleRunError`. */
export interface AutoScaleRunError {
  readonly code: FormulaErrorCode;
  readonly message: string;
  readonly values: readonly { readonly name: string; readonly value: string }[];
}

/** Thrown for any error in a formula. The message has the place, the expected and the found. */
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

/** Converts an error to Azure's form, whose `values` have the details under the name `Message`. */
export const runErrorOf = (error: FormulaError): AutoScaleRunError => ({
  code: error.code,
  message: messages[error.code],
  values: [{ name: "Message", value: error.message }],
});

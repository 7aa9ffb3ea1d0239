import { type Evaluation, evaluateFormula } from "../../../../local/emulator/autoscale/evaluate-formula.ts";
import { parseFormula } from "../../../../local/emulator/autoscale/parse-formula.ts";
import type { Sample } from "../../../../local/emulator/autoscale/samples.ts";
import type { Situation } from "../../../../local/emulator/autoscale/scope.ts";

/** A Thursday evening, the time in Microsoft's example of results. */
const now = new Date("2016-10-13T19:18:47.805Z");

/** Changes to the state of a pool of one dedicated node. `samples` are oldest first, the last one at `now`. */
export type Recorded = Partial<Omit<Situation, "samplesOf">> & {
  readonly samples?: Record<string, readonly (number | undefined)[]>;
};

export const situation = ({ samples = {}, ...rest }: Recorded = {}): Situation => ({
  now,
  targetDedicatedNodes: 1,
  targetLowPriorityNodes: 0,
  currentDedicatedNodes: 1,
  currentLowPriorityNodes: 0,
  taskSlotsPerNode: 1,
  random: () => 0.25,
  samplesOf: (variable) => history(samples[variable] ?? [], rest.now ?? now),
  ...rest,
});

/** Returns a sample every 30 seconds until `end`. `undefined` is a missing sample. */
const history = (values: readonly (number | undefined)[], end: Date): Sample[] =>
  values.flatMap((value, index) => {
    const at = new Date(end.getTime() - (values.length - 1 - index) * 30_000);
    return value === undefined ? [] : [{ at, value }];
  });

export const run = (formula: string, recorded: Recorded = {}): Evaluation =>
  evaluateFormula(parseFormula(formula), situation(recorded));

/** Returns the value of an expression as in `results`. */
export const valueOfX = (expression: string, recorded: Recorded = {}): string => {
  const { results, error } = run(`x = ${expression}`, recorded);
  return error === undefined ? results.slice(results.indexOf(";x=") + 3) : `error: ${error.values[0]?.value}`;
};

/** Returns the error of an evaluation: Azure's code, the line and column as `1:24`, and the message with both. */
export const failureOf = (formula: string, recorded: Recorded = {}) => {
  const { error } = run(formula, recorded);
  const message = error?.values[0]?.value ?? "";
  const [, line, column] = /^Line (\d+), Col (\d+): /.exec(message) ?? [];
  return { code: error?.code, at: `${line}:${column}`, message };
};

export const repeat = (value: number | undefined, times: number): (number | undefined)[] =>
  Array(times).fill(value);

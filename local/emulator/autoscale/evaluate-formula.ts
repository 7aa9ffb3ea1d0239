import { evaluate } from "./evaluate-expression.ts";
import { type AutoScaleRunError, FormulaError, runErrorOf } from "./formula-error.ts";
import { EvaluationStopped } from "./functions.ts";
import { fail } from "./outcome.ts";
import { parseFormula } from "./parse-formula.ts";
import { assignVariable, type Scope, type Situation, targetOf } from "./scope.ts";
import type { Formula } from "./syntax.ts";
import { printed } from "./values.ts";
import {
  deallocationVariable,
  isNodeDeallocationOption,
  type NodeDeallocationOption,
  targets,
} from "./variables.ts";

export interface Evaluation {
  /** The service's variables, then the formula's sorted by name: `$TargetDedicatedNodes=1;…;$NodeDeallocationOption=requeue;x=2`. */
  readonly results: string;
  readonly targetDedicatedNodes: number;
  readonly targetLowPriorityNodes: number;
  readonly nodeDeallocationOption: NodeDeallocationOption;
  /** Set if the evaluation failed. The targets are then the pool's current ones. */
  readonly error?: AutoScaleRunError;
}

/**
 * Evaluates a formula once. Errors in the formula are returned in `error`, as in Azure, not thrown.
 * Node counts are truncated to whole numbers (MicrosoftDocs/azure-docs#95350, Azure/Batch#151).
 */
export const evaluateFormula = (formula: Formula, situation: Situation): Evaluation =>
  evaluated(() => formula, situation);

/** Parses and evaluates a formula. Syntax errors are returned in `error` too. */
export const evaluateText = (text: string, situation: Situation): Evaluation =>
  evaluated(() => parseFormula(text), situation);

const evaluated = (formula: () => Formula, situation: Situation): Evaluation => {
  try {
    const scope: Scope = { situation: withSamplesKept(situation), assigned: new Map() };
    run(formula(), scope);
    return evaluationOf(scope);
  } catch (error) {
    if (!(error instanceof FormulaError)) throw error;
    return { ...unchanged(situation), error: runErrorOf(error) };
  }
};

/** Caches the samples of each variable, so that they stay the same during an evaluation. */
const withSamplesKept = (situation: Situation): Situation => {
  const kept = new Map<string, ReturnType<Situation["samplesOf"]>>();
  const samplesOf: Situation["samplesOf"] = (variable) => {
    const samples = kept.get(variable) ?? situation.samplesOf(variable);
    kept.set(variable, samples);
    return samples;
  };
  return { ...situation, samplesOf };
};

const run = ({ statements }: Formula, scope: Scope): void => {
  try {
    for (const { target, value } of statements) {
      const result = evaluate(value, scope);
      if (target !== undefined) assignVariable(scope, target, result);
    }
  } catch (error) {
    if (!(error instanceof EvaluationStopped)) throw error;
  }
};

const evaluationOf = (scope: Scope): Evaluation => {
  const [targetDedicatedNodes, targetLowPriorityNodes] = targets.map((target) => nodesOf(scope, target));
  const option = scope.assigned.get(deallocationVariable)?.value.value;
  return evaluation({
    targetDedicatedNodes: targetDedicatedNodes!,
    targetLowPriorityNodes: targetLowPriorityNodes!,
    nodeDeallocationOption:
      typeof option === "string" && isNodeDeallocationOption(option) ? option : "requeue",
    variables: ownVariablesOf(scope),
  });
};

const mostNodes = 2 ** 31 - 1;

const nodesOf = (scope: Scope, target: (typeof targets)[number]): number => {
  const value = targetOf(scope, target);
  const nodes = value.type === "double" ? Math.trunc(value.value) : Number.NaN;
  if (nodes >= 0 && nodes <= mostNodes) return Math.abs(nodes);
  const at = (scope.assigned.get(target.name) ?? scope.assigned.get(target.alias))?.at ?? {
    line: 1,
    column: 1,
  };
  return fail(at, `expected a number of nodes for ${target.name}, found ${printed(value)}`);
};

const ownVariablesOf = ({ assigned }: Scope): string[] => {
  const service: string[] = [deallocationVariable, ...targets.flatMap(({ name, alias }) => [name, alias])];
  return [...assigned.keys()]
    .filter((name) => !service.includes(name))
    .sort()
    .map((name) => `${name}=${printed(assigned.get(name)!.value)}`);
};

const unchanged = ({ targetDedicatedNodes, targetLowPriorityNodes }: Situation): Evaluation =>
  evaluation({
    targetDedicatedNodes,
    targetLowPriorityNodes,
    nodeDeallocationOption: "requeue",
    variables: [],
  });

const evaluation = (
  state: Omit<Evaluation, "results"> & { readonly variables: readonly string[] },
): Evaluation => {
  const { variables, ...rest } = state;
  const service = [
    `$TargetDedicatedNodes=${rest.targetDedicatedNodes}`,
    `$TargetLowPriorityNodes=${rest.targetLowPriorityNodes}`,
    `${deallocationVariable}=${rest.nodeDeallocationOption}`,
  ];
  return { results: [...service, ...variables].join(";"), ...rest };
};

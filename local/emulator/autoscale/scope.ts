import type { Position } from "./formula-error.ts";
import { fail, valueAt } from "./outcome.ts";
import { latestSample, type Metric, type Sample } from "./samples.ts";
import { double, printed, type Value } from "./values.ts";
import {
  constants,
  deallocationVariable,
  isNodeDeallocationOption,
  metricAliases,
  metrics,
  nodeDeallocationOptions,
  targets,
} from "./variables.ts";

/** State of a pool that a formula can read. */
export interface Situation {
  readonly now: Date;
  /** Returns the 30-second samples of a service variable, oldest first. The name includes the `$`. */
  readonly samplesOf: (variable: string) => readonly Sample[];
  readonly targetDedicatedNodes: number;
  readonly targetLowPriorityNodes: number;
  readonly currentDedicatedNodes: number;
  readonly currentLowPriorityNodes: number;
  readonly taskSlotsPerNode: number;
  /** Uniform in [0, 1), for `rand()`. */
  readonly random: () => number;
}

/** State of an evaluation: the pool's state and the assigned variables, by the names in the formula. */
export interface Scope {
  readonly situation: Situation;
  readonly assigned: Map<string, { readonly value: Value; readonly at: Position }>;
}

export const readVariable = (scope: Scope, name: string, at: Position): Value => {
  const target = targets.find((each) => each.name === name || each.alias === name);
  if (target !== undefined) return targetOf(scope, target);
  const own = scope.assigned.get(name)?.value ?? constants.get(name);
  if (own !== undefined) return own;
  if (name === deallocationVariable) return { type: "string", value: "requeue" };
  if (isNodeDeallocationOption(name)) return { type: "string", value: name };
  const metric = metricOf(scope, name);
  if (metric === undefined) return fail(at, `Undefined symbol: ${name}`);
  return currentOf(scope.situation, metric.name) ?? valueAt(at, latestSample(metric));
};

/** Returns the value assigned to the target's name, otherwise to its alias, otherwise the pool's. */
export const targetOf = ({ assigned, situation }: Scope, target: (typeof targets)[number]): Value => {
  const pool = {
    $TargetDedicatedNodes: situation.targetDedicatedNodes,
    $TargetLowPriorityNodes: situation.targetLowPriorityNodes,
  };
  return (assigned.get(target.name) ?? assigned.get(target.alias))?.value ?? double(pool[target.name]);
};

/** Returns the metric with this name or alias. */
export const metricOf = ({ situation }: Scope, name: string): Metric | undefined => {
  const full = metricAliases.get(name) ?? name;
  return metrics.has(full)
    ? { name: full, samples: situation.samplesOf(full), now: situation.now }
    : undefined;
};

export const assignVariable = (
  scope: Scope,
  { name, at }: { name: string; at: Position },
  value: Value,
): void => {
  const isReadOnly =
    constants.has(name) || isNodeDeallocationOption(name) || metrics.has(metricAliases.get(name) ?? name);
  if (isReadOnly) fail(at, `expected a variable that can be set, found the read-only ${name}`);
  const isTarget = targets.some((target) => target.name === name || target.alias === name);
  if (isTarget && value.type !== "double")
    fail(at, `expected a double for ${name}, found a ${value.type}; take its val(…, 0), max or avg`);
  if (name === deallocationVariable && !(value.type === "string" && isNodeDeallocationOption(value.value)))
    fail(at, `expected ${nodeDeallocationOptions.join(", ")} for ${name}, found ${printed(value)}`);
  scope.assigned.set(name, { value, at });
};

/** Returns values that the pool has without samples, so that formulas of new pools can read them. */
const currentOf = (situation: Situation, name: string): Value | undefined => {
  if (name === "$CurrentDedicatedNodes") return double(situation.currentDedicatedNodes);
  if (name === "$CurrentLowPriorityNodes") return double(situation.currentLowPriorityNodes);
  return name === "$TaskSlotsPerNode" ? double(situation.taskSlotsPerNode) : undefined;
};

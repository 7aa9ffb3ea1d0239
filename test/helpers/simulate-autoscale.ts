import { evaluateFormula } from "../../local/emulator/autoscale/evaluate-formula.ts";
import { parseFormula } from "../../local/emulator/autoscale/parse-formula.ts";
import type { Sample } from "../../local/emulator/autoscale/samples.ts";
import { type PoolCounts, SimulatedPool, type SimulatedTask } from "./simulated-pool.ts";

export interface Scenario {
  readonly formula: string;
  readonly taskSlotsPerNode: number;
  readonly tasks: readonly SimulatedTask[];
  readonly minutes: number;
  /** Returns Azure's spot capacity at a minute; further spot nodes are preempted or not allocated. Default: no limit. */
  readonly spotCapacity?: (minute: number) => number;
  /** Minutes without any sample, as after the start of a pool. */
  readonly silentMinutes?: number;
}

/** State of the pool at a moment, and the formula's last targets. */
export interface Moment extends PoolCounts {
  readonly minute: number;
  readonly targetDedicated: number;
  readonly targetSpot: number;
}

/** Samples of the variables that our formula reads, oldest first. */
interface Samples {
  readonly $PendingTasks: Sample[];
  readonly $CurrentLowPriorityNodes: Sample[];
  readonly $PreemptedNodeCount: Sample[];
}

const stepMinutes = 0.5;
const evaluationMinutes = 5;
const start = Date.UTC(2026, 10, 23);
const at = (minute: number): Date => new Date(start + minute * 60_000);

/** Simulates a pool and its queue in steps of half a minute, the sample interval; evaluates the formula every five minutes. */
export const simulateAutoscale = (scenario: Scenario): Moment[] => {
  const { taskSlotsPerNode, tasks, minutes, spotCapacity = () => Number.POSITIVE_INFINITY } = scenario;
  const formula = parseFormula(scenario.formula);
  const pool = new SimulatedPool(taskSlotsPerNode);
  const samples: Samples = { $PendingTasks: [], $CurrentLowPriorityNodes: [], $PreemptedNodeCount: [] };
  const moments: Moment[] = [];
  let targets = { dedicated: 0, spot: 0 };
  for (let minute = 0; minute <= minutes; minute += stepMinutes) {
    const arrived = tasks.filter(({ arrives }) => arrives <= minute && arrives > minute - stepMinutes);
    pool.advance(minute, arrived, spotCapacity(minute));
    if (minute >= (scenario.silentMinutes ?? 0)) sample(samples, pool.counts(), at(minute));
    if (minute % evaluationMinutes === 0) {
      const { dedicated, spot, preempted } = pool.counts();
      const evaluation = evaluateFormula(formula, {
        now: at(minute),
        samplesOf: (variable) => new Map(Object.entries(samples)).get(variable) ?? [],
        targetDedicatedNodes: targets.dedicated,
        targetLowPriorityNodes: targets.spot,
        currentDedicatedNodes: dedicated,
        currentLowPriorityNodes: spot + preempted,
        taskSlotsPerNode,
        random: () => 0,
      });
      if (evaluation.error) throw new Error(evaluation.error.values[0]?.value);
      targets = { dedicated: evaluation.targetDedicatedNodes, spot: evaluation.targetLowPriorityNodes };
      pool.resize(minute, targets, evaluation.nodeDeallocationOption, spotCapacity(minute));
    }
    moments.push({ minute, ...pool.counts(), targetDedicated: targets.dedicated, targetSpot: targets.spot });
  }
  return moments;
};

const sample = (samples: Samples, { waiting, running, spot, preempted }: PoolCounts, now: Date): void => {
  samples.$PendingTasks.push({ at: now, value: waiting + running });
  samples.$CurrentLowPriorityNodes.push({ at: now, value: spot + preempted });
  samples.$PreemptedNodeCount.push({ at: now, value: preempted });
};

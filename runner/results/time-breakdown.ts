import { type PhaseName, type PhaseTotal, phaseNames } from "../../browser/contract/report-data.ts";
import type { TaskOutcome } from "./outcome.ts";
import type { RunNode } from "./run-node.ts";

/** Part of a task's time, in milliseconds since 1970. */
interface PhaseSpan {
  readonly phase: PhaseName;
  readonly startMs: number;
  readonly endMs: number;
}

interface TimeBreakdown {
  /** The first task was added to the job. Milliseconds since 1970. */
  readonly startedMs: number;
  /** Milliseconds from `startedMs` to the end of the last task. */
  readonly lengthMs: number;
  /** A total per phase, in the order in which a task passes them. */
  readonly phases: readonly PhaseTotal[];
}

type TimedTask = Pick<TaskOutcome, "nodeId" | "times" | "cachedFrom">;

/**
 * Returns the phases that a task passed, in order, without gaps from its first known moment to its last one; empty phases are left out.
 *
 * - `nodes`: until its node was allocated
 * - `boot`: until the node's start task ended
 * - `slot`: until the node started the task. Includes the time for which it waited for other tasks.
 * - `staging`: until its program started, and the job preparation task of its node while it waited
 * - `running`: all attempts of its program
 * - `uploading`: until Batch recorded its end
 *
 * A phase whose end is unknown belongs to the next one. A task that was requeued counts as waiting until its last start.
 */
export const taskPhases = ({ times = {} }: TimedTask, node?: RunNode): PhaseSpan[] => {
  const started = moment(times.startedAt);
  const ended = moment(times.endedAt);
  const uploaded = moment(times.uploadedAt);
  const spans = spanWriter(moment(times.queuedAt) ?? started);
  if (started !== undefined) addWait(spans, started, node);
  spans.until("staging", moment(times.programStartedAt));
  spans.until("running", ended ?? uploaded);
  spans.until("uploading", uploaded);
  return spans.all;
};

/** Returns the time of a run by phase; undefined if no task has known times. Tasks that an earlier run completed don't count. */
export const timeBreakdown = (
  outcomes: Iterable<TimedTask>,
  nodes: readonly RunNode[] = [],
): TimeBreakdown | undefined => {
  const nodeOf = new Map(nodes.map((node) => [node.id, node]));
  const taskMs = new Float64Array(phaseNames.length);
  const edges = edgeList();
  for (const outcome of outcomes) {
    if (outcome.cachedFrom !== undefined) continue;
    for (const { phase, startMs, endMs } of taskPhases(outcome, nodeOf.get(outcome.nodeId ?? ""))) {
      const index = phaseNames.indexOf(phase);
      taskMs[index] = (taskMs[index] ?? 0) + endMs - startMs;
      edges.add(startMs, index, true);
      edges.add(endMs, index, false);
    }
  }
  const sorted = edges.sorted();
  if (sorted.length === 0) return undefined;
  const { startedMs, lengthMs, wallMs } = sweep(sorted);
  const phases = phaseNames.map((phase, index) => ({
    phase,
    wallMs: wallMs[index] ?? 0,
    taskMs: taskMs[index] ?? 0,
  }));
  return { startedMs, lengthMs, phases };
};

const moment = (iso: string | undefined): number | undefined => {
  const ms = iso === undefined ? Number.NaN : Date.parse(iso);
  return Number.isNaN(ms) ? undefined : ms;
};

/** Splits the time until a task started. A node's moments after that are of a later boot, so they are ignored. */
const addWait = (spans: SpanWriter, started: number, node: RunNode | undefined): void => {
  const known = (iso: string | undefined): number | undefined => {
    const ms = moment(iso);
    return ms === undefined || ms > started ? undefined : ms;
  };
  const booted = known(node?.bootedAt);
  spans.until("nodes", known(node?.allocatedAt) ?? booted);
  spans.until("boot", known(node?.startTaskEndedAt) ?? booted);
  const preparation = known(node?.preparationStartedAt);
  spans.until("slot", preparation);
  if (preparation !== undefined) spans.until("staging", known(node?.preparationEndedAt));
  spans.until("slot", started);
};

interface SpanWriter {
  readonly all: PhaseSpan[];
  /** Adds a span up to this moment. Does nothing for a moment that is unknown or not later than the last one. */
  readonly until: (phase: PhaseName, endMs: number | undefined) => void;
}

const spanWriter = (from: number | undefined): SpanWriter => {
  const all: PhaseSpan[] = [];
  let last = from;
  return {
    all,
    until: (phase, endMs) => {
      if (endMs === undefined) return;
      if (last !== undefined && endMs > last) all.push({ phase, startMs: last, endMs });
      last = Math.max(last ?? endMs, endMs);
    },
  };
};

/** Codes of an edge: phase and direction. */
const edgeCodes = 2 * phaseNames.length;

/** Collects starts and ends of spans as numbers, `ms * edgeCodes + code`, because a run may have 100,000 tasks with seven spans each. */
const edgeList = () => {
  let edges = new Float64Array(1024);
  let count = 0;
  return {
    add: (ms: number, phase: number, isStart: boolean): void => {
      if (count === edges.length) {
        const larger = new Float64Array(2 * count);
        larger.set(edges);
        edges = larger;
      }
      edges[count++] = ms * edgeCodes + 2 * phase + (isStart ? 1 : 0);
    },
    sorted: () => edges.subarray(0, count).sort(),
  };
};

/** First phase on a node: tasks in an earlier one wait. */
const firstOnNode = phaseNames.indexOf("staging");

/**
 * Divides each moment of the run among the tasks that are on nodes. While no task is, it belongs to the latest phase of those that wait,
 * and time without any task counts as waiting for a slot.
 */
const sweep = (sorted: Float64Array) => {
  const wallMs = new Float64Array(phaseNames.length);
  const open = new Int32Array(phaseNames.length);
  const add = (phase: number, ms: number): void => {
    wallMs[phase] = (wallMs[phase] ?? 0) + ms;
  };
  const startedMs = Math.floor((sorted[0] ?? 0) / edgeCodes);
  let lastMs = startedMs;
  let onNodes = 0;
  for (const edge of sorted) {
    const ms = Math.floor(edge / edgeCodes);
    const code = edge - ms * edgeCodes;
    if (onNodes > 0)
      for (let phase = firstOnNode; phase < open.length; phase++)
        add(phase, ((ms - lastMs) * (open[phase] ?? 0)) / onNodes);
    else {
      const latest = open.findLastIndex((tasks) => tasks > 0);
      add(latest === -1 ? phaseNames.indexOf("slot") : latest, ms - lastMs);
    }
    lastMs = ms;
    const phase = code >> 1;
    const change = code % 2 === 1 ? 1 : -1;
    open[phase] = (open[phase] ?? 0) + change;
    if (phase >= firstOnNode) onNodes += change;
  }
  return { startedMs, lengthMs: lastMs - startedMs, wallMs: rounded(wallMs) };
};

/** Rounds amounts so that their sum stays the same, which is a whole number. */
const rounded = (amounts: Float64Array): Float64Array => {
  let sum = 0;
  let last = 0;
  return amounts.map((amount) => {
    sum += amount;
    const from = last;
    last = Math.round(sum);
    return last - from;
  });
};

import type { PackableReport } from "../../browser/contract/pack-report.ts";
import { taskStates } from "../../browser/contract/report-data.ts";
import { counterEvents } from "./trace-counters.ts";
import type { TraceEvent } from "./trace-event.ts";

/**
 * Yields the timeline of a run in Chrome's trace format: a process per node, a thread per slot, a slice per task with its phases in it,
 * instants for failed attempts and requeues, and counters of tasks and slots. Slices on a thread never overlap partially.
 */
export const traceText = function* (report: PackableReport): Generator<string> {
  let separator = '{"displayTimeUnit":"ms","traceEvents":[\n';
  for (const event of traceEvents(report)) {
    yield separator + JSON.stringify(event);
    separator = ",\n";
  }
  yield "\n]}\n";
};

const traceEvents = function* (report: PackableReport): Generator<TraceEvent> {
  yield { ph: "M", name: "process_name", pid: runPid, args: { name: report.run.jobId } };
  yield* counterEvents(report, runPid);
  for (const [
    node,
    { id, isSpot, slots, allocatedMs, bootedMs, readyMs, leftMs },
  ] of report.nodes.entries()) {
    const pid = pidOf(node);
    const tid = tidOf(node, -1);
    yield { ph: "M", name: "process_name", pid, args: { name: `${isSpot ? "spot node" : "node"} ${id}` } };
    yield { ph: "M", name: "process_sort_index", pid, args: { sort_index: pid } };
    yield { ph: "M", name: "thread_name", pid, tid, args: { name: "node" } };
    for (let slot = 0; slot < slots; slot++)
      yield { ph: "M", name: "thread_name", pid, tid: tidOf(node, slot), args: { name: `slot ${slot + 1}` } };
    yield* slice({ pid, tid, name: "boot" }, allocatedMs, bootedMs);
    yield* slice({ pid, tid, name: "start task" }, bootedMs, readyMs);
    if (leftMs !== undefined) yield { ph: "i", s: "t", name: "left", pid, tid, ts: leftMs * 1000 };
  }
  yield* taskEvents(report);
};

/** Process of the counters. */
const runPid = 0;

const pidOf = (node: number): number => node + 1;

/** Threads of a node; Perfetto expects ids that are unique in the whole trace. Slot -1 is the node itself. */
const tidOf = (node: number, slot: number): number => pidOf(node) * 100_000 + slot + 1;

const taskEvents = function* ({ run, tasks, nodes }: PackableReport): Generator<TraceEvent> {
  const { node, slot, started, ended, uploaded } = tasks;
  const labels = Array.from(tasks.names, ([, label]) => label);
  const attempts = Map.groupBy(tasks.attempts, ({ task }) => task);
  const order = Uint32Array.from(labels.keys())
    .filter((task) => node[task] !== -1 && started[task] !== -1)
    .sort((a, b) => node[a]! - node[b]! || slot[a]! - slot[b]! || started[a]! - started[b]!);
  for (const [position, task] of order.entries()) {
    const next = order[position + 1];
    const isOnLane = next !== undefined && node[next] === node[task] && slot[next] === slot[task];
    const known = Math.max(ended[task]!, uploaded[task]!);
    const until = isOnLane ? started[next]! : Number.POSITIVE_INFINITY;
    const end = Math.min(known === -1 ? (nodes[node[task]!]?.leftMs ?? run.lengthMs) : known, until);
    const track = { pid: pidOf(node[task]!), tid: tidOf(node[task]!, slot[task]!) };
    const state = taskStates[tasks.state[task]!] ?? "";
    const name = `${labels[task]}${state === "failed" ? " (failed)" : ""}`;
    yield* slice({ ...track, name, args: { state } }, started[task], end);
    yield* phaseEvents(tasks, task, track, end);
    for (const { endedMs, exitCode } of attempts.get(task) ?? [])
      yield instant(track, `attempt failed: exit code ${exitCode}`, Math.min(endedMs, end));
    if (tasks.requeues[task]! > 0) yield instant(track, `requeues: ${tasks.requeues[task]}`, started[task]!);
  }
};

type Track = Pick<TraceEvent, "pid" | "tid">;

const phaseEvents = function* (
  { started, programStarted, ended, uploaded }: PackableReport["tasks"],
  task: number,
  track: Track,
  end: number,
): Generator<TraceEvent> {
  const program = programStarted[task]!;
  if (program === -1) return;
  const stop = ended[task] === -1 ? end : ended[task]!;
  yield* slice({ ...track, name: "staging" }, started[task], Math.min(program, end));
  yield* slice({ ...track, name: "running" }, Math.min(program, end), Math.min(stop, end));
  if (uploaded[task] !== -1) yield* slice({ ...track, name: "uploading" }, Math.min(stop, end), end);
};

const slice = function* (
  { args, ...event }: Track & Pick<TraceEvent, "name" | "args">,
  startMs: number | undefined,
  endMs: number | undefined,
): Generator<TraceEvent> {
  if (startMs === undefined || endMs === undefined || endMs < Math.max(0, startMs)) return;
  // Nodes may have started before the run.
  const from = Math.max(0, startMs);
  yield { ph: "X", ...event, ts: from * 1000, dur: (endMs - from) * 1000, ...(args && { args }) };
};

const instant = (track: Track, name: string, ms: number): TraceEvent => ({
  ...{ ph: "i", s: "t", name, ts: ms * 1000 },
  ...track,
});

import type { PackableReport } from "../../browser/contract/pack-report.ts";
import type { TraceEvent } from "./trace-event.ts";

/** Most samples of the counters. */
const mostSamples = 5000;

/** Yields samples of the waiting and running tasks. */
export const counterEvents = function* ({ run, tasks }: PackableReport, pid: number): Generator<TraceEvent> {
  const { queued, started, ended, uploaded } = tasks;
  const stepMs = Math.max(1, Math.ceil(run.lengthMs / mostSamples));
  const steps = Math.ceil((run.lengthMs + 1) / stepMs) + 1;
  const waiting = new Int32Array(steps);
  const running = new Int32Array(steps);
  const change = (counter: Int32Array, ms: number, by: number): void => {
    const step = Math.min(steps - 1, Math.ceil(ms / stepMs));
    counter[step] = (counter[step] ?? 0) + by;
  };
  for (let task = 0; task < tasks.count; task++) {
    const start = started[task] ?? -1;
    const end = Math.max(ended[task] ?? -1, uploaded[task] ?? -1);
    if (queued[task] !== -1) change(waiting, queued[task] ?? 0, 1);
    if (queued[task] !== -1 && start !== -1) change(waiting, start, -1);
    if (start !== -1) change(running, start, 1);
    if (start !== -1 && end !== -1) change(running, end, -1);
  }
  const totals = { waiting: 0, running: 0 };
  for (let step = 0; step < steps; step++) {
    const [more, moreRunning] = [waiting[step] ?? 0, running[step] ?? 0];
    if (more === 0 && moreRunning === 0 && step > 0) continue;
    totals.waiting += more;
    totals.running += moreRunning;
    const ts = step * stepMs * 1000;
    yield { ph: "C", name: "waiting tasks", pid, ts, args: { tasks: totals.waiting } };
    yield { ph: "C", name: "slots in use", pid, ts, args: { slots: totals.running } };
  }
};

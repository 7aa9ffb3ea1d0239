import { useMemo } from "preact/hooks";
import { shortNode } from "../../runner/text/short-node.ts";
import type { ReportData, TaskColumns } from "../contract/report-data.ts";
import { duration } from "../ui/format.ts";
import { StateBadge } from "../ui/state-badge.tsx";
import { phaseTexts } from "./phase-names.ts";
import { between, lengthOf, nodeOf, stateOf, stateTexts } from "./task-facts.ts";

interface SlowestProps {
  readonly data: ReportData;
  /** Milliseconds. */
  readonly median: number;
  readonly onTask: (task: number) => void;
}

const shown = 10;

/** The tasks that took longest, each with a bar of its phases. */
export const Slowest = ({ data, median, onTask }: SlowestProps) => {
  const { tasks } = data;
  const slowest = useMemo(() => slowestOf(tasks), [tasks]);
  const longest = lengthOf(tasks, slowest[0] ?? 0);
  return (
    <>
      <h3>Slowest tasks</h3>
      <div class="wide">
        <table class="plain slowest">
          <thead>
            <tr>
              <th scope="col">Task</th>
              <th scope="col">State</th>
              <th scope="col" class="right">
                Duration
              </th>
              <th scope="col" class="right">
                Median ×
              </th>
              <th scope="col">Staging, running, uploading</th>
              {data.nodes.length > 0 && <th scope="col">Node</th>}
            </tr>
          </thead>
          <tbody>
            {slowest.map((task) => (
              <tr key={task}>
                <th scope="row">
                  <button type="button" class="link" onClick={() => onTask(task)}>
                    <bdi>{tasks.labels[task]}</bdi>
                  </button>
                </th>
                <td>
                  <StateBadge kind={stateOf(tasks, task)} text={stateTexts[stateOf(tasks, task)]} />
                </td>
                <td class="right">{duration(lengthOf(tasks, task))}</td>
                <td class="right">{(lengthOf(tasks, task) / Math.max(1, median)).toFixed(1)}</td>
                <td>
                  <PhaseBar tasks={tasks} task={task} longest={longest} />
                </td>
                {data.nodes.length > 0 && (
                  <td title={nodeOf(data, task)}>
                    <bdi>{shortNode(nodeOf(data, task))}</bdi>
                  </td>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
};

interface PhaseBarProps {
  readonly tasks: TaskColumns;
  readonly task: number;
  readonly longest: number;
}

const PhaseBar = ({ tasks, task, longest }: PhaseBarProps) => {
  const { started, programStarted, ended, uploaded } = tasks;
  // Of a task that was cancelled, only start and end are known.
  const program = (programStarted[task] ?? -1) < 0 ? started[task] : programStarted[task];
  const phases = [
    ["staging", between(started[task], program)],
    ["running", between(program, ended[task])],
    ["uploading", between(ended[task], uploaded[task])],
  ] as const;
  const known = phases.filter(([, ms]) => ms > 0);
  const text = known.map(([phase, ms]) => `${phaseTexts[phase]} ${duration(ms)}`).join(", ");
  return (
    <span class="phase-bar" role="img" aria-label={text || "unknown"} title={text}>
      {known.map(([phase, ms]) => (
        <span key={phase} class={`phase-${phase}`} style={{ width: `${(100 * ms) / longest}%` }} />
      ))}
    </span>
  );
};

/** The slowest tasks, the slowest first. */
const slowestOf = (tasks: TaskColumns): number[] => {
  const found: number[] = [];
  for (let task = 0; task < tasks.count; task++) {
    const length = lengthOf(tasks, task);
    const last = found[shown - 1];
    if (length < 0 || (last !== undefined && lengthOf(tasks, last) >= length)) continue;
    const at = found.findIndex((other) => lengthOf(tasks, other) < length);
    found.splice(at < 0 ? found.length : at, 0, task);
    found.length = Math.min(found.length, shown);
  }
  return found;
};

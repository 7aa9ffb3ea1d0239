import type { ReportData, ReportedCost, TaskState } from "../contract/report-data.ts";
import { cost, count, counted, duration, moment } from "../ui/format.ts";
import { KeyFigure } from "./key-figure.tsx";
import { countStates, stateTexts } from "./task-facts.ts";

type Counts = Readonly<Record<TaskState, number>>;

/** Result, duration and cost of the run. */
export const Verdict = ({ data }: { readonly data: ReportData }) => {
  const { run, nodes, tasks } = data;
  const counts = countStates(tasks);
  const spot = nodes.filter(({ isSpot }) => isSpot).length;
  return (
    <div class="verdict">
      <p class="muted">
        <bdi>{run.workload}</bdi> · <bdi>{run.jobId}</bdi> · {moment(run.startedMs)}
      </p>
      <h1 class={counts.failed + counts.notRun > 0 ? "has-failed" : undefined}>
        {sentence(counts, tasks.count)}
      </h1>
      {run.unfinished !== undefined && run.unfinished > 0 && (
        <p class="callout">
          The run has not ended: {counted(run.unfinished, "task")} still run or wait. All figures are those
          known so far.
        </p>
      )}
      {run.endedBecause !== undefined && <p class="callout">The job ended early: {run.endedBecause}</p>}
      <ShareBar counts={counts} />
      <dl class="figures">
        <KeyFigure label="Duration" note={durationNote(run)}>
          {duration(run.lengthMs)}
        </KeyFigure>
        <KeyFigure label="Tasks" note={notesOf(counts)}>
          {count(tasks.count)}
        </KeyFigure>
        <KeyFigure label="Nodes" note={spot > 0 ? `${count(spot)} of them spot` : undefined}>
          {nodes.length === 0 ? "–" : count(nodes.length)}
        </KeyFigure>
        {data.cost !== undefined && <Cost {...data.cost} />}
      </dl>
      {data.notes.length > 0 && (
        <ul class="notes muted">
          {data.notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
    </div>
  );
};

const sentence = (counts: Counts, total: number): string => {
  const { succeeded, failed, cached, notRun, running, waiting } = counts;
  if (total === 0) return "The run has no tasks";
  if (failed > 0) return `${count(failed)} of ${counted(total, "task")} failed`;
  if (running + waiting > 0) return `${count(succeeded + cached)} of ${counted(total, "task")} done so far`;
  if (notRun > 0) return `${count(notRun)} of ${counted(total, "task")} did not run`;
  if (cached === total) return `Nothing to run: earlier runs completed ${counted(total, "task")}`;
  return total === 1 ? "The task succeeded" : `All ${count(total)} tasks succeeded`;
};

/** Says which duration it is: the verdict in the terminal has that of the whole command. */
const durationNote = ({ lengthMs, commandMs }: ReportData["run"]): string | undefined => {
  if (lengthMs === 0) return undefined;
  const text = "from the first task queued to the last task done";
  if (commandMs === undefined || duration(commandMs) === duration(lengthMs)) return text;
  return `${text}; ${duration(commandMs)} with preparation and downloads`;
};

/** States in the order of the bar and its note. */
const order = ["succeeded", "cached", "failed", "notRun", "running", "waiting"] as const;

const notesOf = (counts: Counts): string =>
  order
    .filter((state) => counts[state] > 0)
    .map((state) => `${count(counts[state])} ${stateTexts[state]}`)
    .join(", ");

/** Shares of the states as a thin bar; the figures below have the numbers. */
const ShareBar = ({ counts }: { readonly counts: Counts }) => (
  <div class="share-bar" aria-hidden="true">
    {order
      .filter((state) => counts[state] > 0)
      .map((state) => (
        <span key={state} class={`fill-${state}`} style={{ flexGrow: counts[state] }} />
      ))}
  </div>
);

const Cost = ({ amount, currency, basis, isHypothetical, idlePerHour }: ReportedCost) => (
  <div class="cost">
    <dt>{isHypothetical ? "Cost on Azure" : "Cost"}</dt>
    <dd class="figure-value">{cost(amount, currency)}</dd>
    <dd class="muted">{basis}</dd>
    {isHypothetical && <dd class="muted">The run was on the local cloud, so nothing was paid.</dd>}
    {idlePerHour !== undefined && idlePerHour > 0 && (
      <dd>Nodes that stay after the run cost {cost(idlePerHour, currency)} per hour.</dd>
    )}
  </div>
);

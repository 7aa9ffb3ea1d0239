import type { PhaseTotal, ReportData } from "../contract/report-data.ts";
import { duration, percent } from "../ui/format.ts";
import { Section } from "../ui/page-layout.tsx";
import { phaseTexts } from "./phase-names.ts";

/** Time of the run, and of all tasks together, by phase. */
export const TimeSpent = ({ phases, run }: Pick<ReportData, "phases" | "run">) => {
  const taskMs = phases.reduce((sum, phase) => sum + phase.taskMs, 0);
  const wallMs = phases.reduce((sum, phase) => sum + phase.wallMs, 0);
  const largest = phases.reduce((a, b) => (b.wallMs > a.wallMs ? b : a));
  return (
    <Section id="time" title="Where the time went">
      <p class="lead">
        {phaseTexts[largest.phase]} took the largest part of the run: {duration(largest.wallMs)} of{" "}
        {duration(run.lengthMs)}.
      </p>
      <StackedBar label="Run" phases={phases} total={wallMs} msOf={({ wallMs }) => wallMs} />
      <StackedBar label="All tasks" phases={phases} total={taskMs} msOf={({ taskMs }) => taskMs} />
      <p class="muted">
        Run: each moment is shared by the phases of the tasks on nodes, and counts as waiting only if no task
        is on a node. All tasks: the sum of the tasks' own times.
      </p>
      <PhaseTable phases={phases} wallMs={wallMs} taskMs={taskMs} />
    </Section>
  );
};

interface StackedBarProps {
  readonly label: string;
  readonly phases: readonly PhaseTotal[];
  readonly total: number;
  readonly msOf: (phase: PhaseTotal) => number;
}

/** The table below has the numbers. */
const StackedBar = ({ label, phases, total, msOf }: StackedBarProps) => (
  <div class="stacked" aria-hidden="true">
    <span class="stacked-label">{label}</span>
    <div class="stacked-bar">
      {phases
        .filter((phase) => msOf(phase) > 0)
        .map((phase) => {
          const share = msOf(phase) / total;
          const text = `${phaseTexts[phase.phase]}: ${duration(msOf(phase))}, ${percent(share)}`;
          return (
            <span key={phase.phase} class={`phase-${phase.phase}`} style={{ flexGrow: share }} title={text}>
              {share > labelledFrom() && <span>{percent(share)}</span>}
            </span>
          );
        })}
    </div>
  </div>
);

/** Share of a bar that has room for its percentage. */
const labelledFrom = (): number => (innerWidth < 700 ? 0.16 : 0.05);

interface PhaseTableProps {
  readonly phases: readonly PhaseTotal[];
  readonly wallMs: number;
  readonly taskMs: number;
}

const PhaseTable = ({ phases, wallMs, taskMs }: PhaseTableProps) => (
  <table class="plain phases">
    <thead>
      <tr>
        <th scope="col">Phase</th>
        <th scope="col" class="right">
          Run
        </th>
        <th scope="col" class="right">
          All tasks
        </th>
      </tr>
    </thead>
    <tbody>
      {phases.map((phase) => (
        <tr key={phase.phase}>
          <th scope="row">
            <span class={`swatch phase-${phase.phase}`} aria-hidden="true" />
            {phaseTexts[phase.phase]}
          </th>
          <Share ms={phase.wallMs} total={wallMs} />
          <Share ms={phase.taskMs} total={taskMs} />
        </tr>
      ))}
    </tbody>
  </table>
);

const Share = ({ ms, total }: { readonly ms: number; readonly total: number }) => (
  <td class="right">
    {ms > 0 ? duration(ms) : <span class="muted">–</span>}{" "}
    {ms > 0 && <span class="muted share">{percent(ms / total)}</span>}
  </td>
);

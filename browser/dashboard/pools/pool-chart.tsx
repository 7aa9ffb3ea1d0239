import { useMemo } from "preact/hooks";
import type { PoolSample } from "../../contract/dashboard.ts";
import { count } from "../../ui/format.ts";
import { LineChart, type LineSeries } from "../../ui/line-chart.tsx";
import { Section } from "../../ui/page-layout.tsx";
import { timeSteps } from "../../ui/time-axis.ts";

/** Nodes, their target and tasks over time. */
export const PoolChart = ({ history }: { readonly history: readonly PoolSample[] }) => {
  const x = useMemo(() => history.map(({ ms }) => ms), [history]);
  const nodes = useMemo(() => nodeSeries(history), [history]);
  const tasks = useMemo(() => taskSeries(history), [history]);
  const last = history.at(-1);
  const aside = <span class="muted">Since pools were first shown</span>;
  if (history.length < 2)
    return (
      <Section id="history" title="Over time" aside={aside}>
        <p class="muted charts-empty">Collecting the first values…</p>
      </Section>
    );
  return (
    <Section id="history" title="Over time" aside={aside}>
      <div class="charts">
        <figure>
          <figcaption>Nodes</figcaption>
          <LineChart
            label={`Nodes over time: ${sum(last?.current)} now, target ${sum(last?.target)}`}
            x={x}
            series={nodes}
            xText={timeText}
            xSteps={timeSteps}
            yText={count}
            gutter={36}
          />
        </figure>
        <figure>
          <figcaption>Tasks</figcaption>
          <LineChart
            label={`Tasks over time: ${last?.runningTasks} running, ${last?.activeTasks} waiting now`}
            x={x}
            series={tasks}
            xText={timeText}
            xSteps={timeSteps}
            yText={count}
            gutter={36}
          />
        </figure>
      </div>
    </Section>
  );
};

const sum = (numbers: PoolSample["current"] | undefined): number =>
  (numbers?.dedicated ?? 0) + (numbers?.spot ?? 0);

const nodeSeries = (history: readonly PoolSample[]): readonly LineSeries[] => [
  {
    label: "Present",
    colour: "accent",
    values: history.map(({ current }) => sum(current)),
    isStepped: true,
    isFilled: true,
  },
  {
    label: "Target",
    colour: "waiting",
    values: history.map(({ target }) => sum(target)),
    isStepped: true,
    dash: [5, 4],
  },
];

const taskSeries = (history: readonly PoolSample[]): readonly LineSeries[] => [
  {
    label: "Running",
    colour: "running",
    values: history.map(({ runningTasks }) => runningTasks),
    isStepped: true,
    isFilled: true,
  },
  {
    label: "Waiting",
    colour: "waiting",
    values: history.map(({ activeTasks }) => activeTasks),
    isStepped: true,
    dash: [5, 4],
  },
];

const clockTime = new Intl.DateTimeFormat("en", { timeStyle: "medium", hourCycle: "h23" });

const timeText = (ms: number): string => clockTime.format(ms);

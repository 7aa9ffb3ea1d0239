import { useMemo } from "preact/hooks";
import type { ReportData } from "../contract/report-data.ts";
import { count, duration } from "../ui/format.ts";
import { LineChart, type LineSeries } from "../ui/line-chart.tsx";
import { tickText, timeSteps } from "../ui/time-axis.ts";
import { type Load, loadOf } from "./load.ts";

interface LoadChartsProps {
  readonly data: ReportData;
  readonly range: readonly [from: number, to: number];
  /** Width left of the plots. Pixels. */
  readonly gutter: number;
}

/** Moments at which the charts are exact. */
const points = 1000;

/** Slots in use and the queue, over the part of the run that the timeline shows. */
export const LoadCharts = ({ data, range, gutter }: LoadChartsProps) => {
  const [from, to] = range;
  const load = useMemo(() => loadOf(data, from, to, points), [data, from, to]);
  const used = useMemo(() => usedSeries(load, data.nodes.length > 0), [load]);
  const queue = useMemo(() => queueSeries(load), [load]);
  const common = {
    x: load.at,
    xText: tickText,
    yText: count,
    xSteps: timeSteps,
    range,
    gutter,
  };
  return (
    <>
      <h3>Nodes and slots in use</h3>
      <LineChart {...common} label={usedText(load)} series={used} height={150} />
      <h3>Queue</h3>
      <LineChart {...common} label={queueText(load)} series={queue} height={110} />
    </>
  );
};

const usedSeries = ({ slots, running, nodes }: Load, hasNodes: boolean): LineSeries[] => [
  { label: "Tasks on nodes", colour: "accent", values: running, isStepped: true, isFilled: true },
  ...(hasNodes
    ? [
        { label: "Slots", colour: "waiting", values: slots, isStepped: true, dash: [6, 4] } as const,
        { label: "Nodes", colour: "cached", values: nodes, isStepped: true, dash: [2, 3] } as const,
      ]
    : []),
];

const queueSeries = ({ waiting }: Load): LineSeries[] => [
  { label: "Waiting tasks", colour: "running", values: waiting, isStepped: true, isFilled: true },
];

const peak = (values: readonly number[]): number => values.reduce((a, b) => Math.max(a, b), 0);

const usedText = ({ running, slots, nodes, at }: Load): string =>
  `Slots in use from ${duration(at[0] ?? 0)} to ${duration(at.at(-1) ?? 0)}: at most ${count(peak(running))} tasks at once ` +
  `on ${count(peak(nodes))} nodes with ${count(peak(slots))} slots.`;

const queueText = ({ waiting }: Load): string =>
  `Tasks that waited: at most ${count(peak(waiting))}, ${count(waiting.at(-1) ?? 0)} at the end of the shown time.`;

import { useLayoutEffect, useRef, useState } from "preact/hooks";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { useColours } from "./use-colours.ts";

export interface LineSeries {
  readonly label: string;
  /** Custom property in theme.css, without `--`. */
  readonly colour: LineColour;
  /** A value per point of `x`. */
  readonly values: readonly (number | null)[];
  /** Whether a value lasts until the next one. */
  readonly isStepped?: boolean | undefined;
  readonly isFilled?: boolean | undefined;
  /** Lengths of dashes and gaps, to tell series apart without colour. */
  readonly dash?: readonly number[] | undefined;
}

const lineColours = ["accent", "succeeded", "failed", "running", "waiting", "cached"] as const;
type LineColour = (typeof lineColours)[number];

interface LineChartProps {
  /** The chart in one sentence, for screen readers. */
  readonly label: string;
  readonly x: readonly number[];
  readonly series: readonly LineSeries[];
  readonly xText: (x: number) => string;
  readonly yText: (y: number) => string;
  /** Possible distances of the ticks of the x axis, in growing order. */
  readonly xSteps?: readonly number[] | undefined;
  /** Visible part; default: all. */
  readonly range?: readonly [min: number, max: number] | undefined;
  /** Pixels. */
  readonly height?: number | undefined;
  /** Width of the labels of the y axis. Pixels. */
  readonly gutter?: number | undefined;
}

const usedColours = [...lineColours, "muted", "line"] as const;
type Colours = Record<(typeof usedColours)[number], string>;

/** Lines over an axis. Values may change later; the number and the looks of the series may not. Shows the values below the pointer or, with the arrow keys, at a cursor. */
export const LineChart = (props: LineChartProps) => {
  const { label, x, series, xText, yText, range } = props;
  const colours = useColours(usedColours);
  const host = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(null);
  const [at, setAt] = useState<number>();
  useLayoutEffect(() => {
    const element = host.current;
    if (element === null) return;
    const chart = new uPlot(options(props, colours, element.clientWidth, setAt), dataOf(props), element);
    plot.current = chart;
    const observer = new ResizeObserver(() =>
      chart.setSize({ width: element.clientWidth, height: chart.height }),
    );
    observer.observe(element);
    return () => {
      observer.disconnect();
      chart.destroy();
    };
  }, [colours]);
  useLayoutEffect(() => {
    plot.current?.setData(dataOf(props), false);
    plot.current?.setScale("x", rangeOf(props));
  }, [range?.[0], range?.[1], x, series]);
  const move = (event: KeyboardEvent): void => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step === undefined || plot.current === null) return;
    event.preventDefault();
    const next = Math.max(0, Math.min(x.length - 1, (at ?? -1) + step));
    const left = plot.current.valToPos(x[next] ?? 0, "x");
    plot.current.setCursor({ left, top: 10 });
    setAt(next);
  };
  return (
    <div class="line-chart">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: arrow keys move the cursor. */}
      <div ref={host} role="img" aria-label={label} tabIndex={0} onKeyDown={move} />
      <Legend series={series} at={at} yText={yText} when={at === undefined ? "" : xText(x[at] ?? 0)} />
    </div>
  );
};

interface LegendProps {
  readonly series: readonly LineSeries[];
  readonly at: number | undefined;
  readonly when: string;
  readonly yText: (y: number) => string;
}

const Legend = ({ series, at, when, yText }: LegendProps) => (
  <ul class="legend" aria-live="polite">
    {series.map(({ label, colour, dash, values }) => {
      const value = at === undefined ? undefined : values[at];
      return (
        <li key={label}>
          <svg width="22" height="8" aria-hidden="true">
            <path
              d="M0 4H22"
              stroke={`var(--${colour})`}
              stroke-width="2"
              stroke-dasharray={dash?.join(" ")}
            />
          </svg>
          {label}
          {value !== undefined && value !== null && <b> {yText(value)}</b>}
        </li>
      );
    })}
    {when !== "" && <li class="muted">at {when}</li>}
  </ul>
);

const dataOf = ({ x, series }: LineChartProps): uPlot.AlignedData => [
  x as number[],
  ...series.map(({ values }) => values as (number | null)[]),
];

const rangeOf = ({ range, x }: LineChartProps): { min: number; max: number } => ({
  min: range?.[0] ?? x[0] ?? 0,
  max: range?.[1] ?? x.at(-1) ?? 1,
});

const options = (
  props: LineChartProps,
  colours: Colours,
  width: number,
  onMove: (at: number | undefined) => void,
): uPlot.Options => {
  const { series, xText, yText, height = 150, gutter = 56 } = props;
  const axis: uPlot.Axis = {
    stroke: colours.muted,
    font: "12px system-ui, sans-serif",
    grid: { stroke: colours.line, width: 1 },
    ticks: { show: false },
  };
  return {
    width,
    height,
    padding: [8, 0, 0, 0],
    legend: { show: false },
    cursor: { drag: { x: false, y: false }, y: false, points: { size: 6 } },
    scales: {
      x: { time: false, auto: false, ...rangeOf(props) },
      y: { range: (_, __, max) => [0, niceMax(max)] },
    },
    axes: [
      {
        ...axis,
        grid: { show: false },
        values: (plot, splits) => splits.map((x) => (hasRoom(plot, x) ? xText(x) : "")),
        size: 26,
        space: 80,
        ...(props.xSteps && { incrs: [...props.xSteps] }),
      },
      { ...axis, values: (_, splits) => splits.map(yText), size: gutter, space: 34, incrs: wholeSteps },
    ],
    series: [{}, ...series.map((line) => seriesOptions(line, colours))],
    hooks: { setCursor: [({ cursor }) => onMove(cursor.idx ?? undefined)] },
  };
};

/** Whether the label of a position isn't cut off at the end of the axis. */
const hasRoom = (plot: uPlot, x: number): boolean =>
  plot.valToPos(x, "x") < plot.bbox.width / devicePixelRatio - labelWidth / 2;

/** Pixels. */
const labelWidth = 56;

const niceMax = (max: number): number => Math.max(1, max * 1.08);

/** Steps of the y axis: 1, 2, 5, 10 and so on. */
const wholeSteps = Array.from({ length: 10 }, (_, power) =>
  [1, 2, 5].map((step) => step * 10 ** power),
).flat();

const seriesOptions = (
  { label, colour, isStepped, isFilled, dash }: LineSeries,
  colours: Colours,
): uPlot.Series => ({
  label,
  stroke: colours[colour],
  width: 1.75,
  dash: dash as number[] | undefined,
  fill: isFilled ? colours[colour].replace("rgb(", "rgba(").replace(")", ", 0.12)") : undefined,
  points: { show: false },
  paths: isStepped ? uPlot.paths.stepped?.({ align: 1 }) : undefined,
});

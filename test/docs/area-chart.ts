interface Series {
  readonly name: string;
  readonly fill: string;
  /** A value per step, from left to right. */
  readonly values: readonly number[];
}

interface AreaChart {
  readonly title: string;
  /** Stacked from the bottom. */
  readonly areas: readonly Series[];
  /** Drawn over the areas as steps. */
  readonly line?: Series;
  readonly max: number;
  readonly ticks: readonly number[];
}

interface ChartFrame {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Returns the SVG elements of a chart with stacked areas and a legend above. */
export const areaChart = ({ title, areas, line, max, ticks }: AreaChart, frame: ChartFrame): string => {
  const { left, top, width, height } = frame;
  const y = (value: number): number => round(top + height - (Math.min(value, max) / max) * height);
  const below = (upTo: number, step: number): number =>
    areas.slice(0, upTo).reduce((sum, { values }) => sum + values[step]!, 0);
  const grid = ticks.map(
    (tick) =>
      `<path class="grid" d="M${left} ${y(tick)}h${width}"/>` +
      `<text class="tick" x="${left - 6}" y="${y(tick) + 4}" text-anchor="end">${tick}</text>`,
  );
  const shapes = areas.map(({ fill, values }, index) => {
    const upper = steps(values, (value, step) => y(value + below(index, step)), frame);
    const lower = steps(values, (_, step) => y(below(index, step)), frame);
    return `<path fill="${fill}" d="M${upper.join("L")}L${lower.reverse().join("L")}Z"/>`;
  });
  const lines = line
    ? [`<path class="line" stroke="${line.fill}" d="M${steps(line.values, y, frame).join("L")}"/>`]
    : [];
  return [...grid, ...shapes, ...lines, legend(title, [...areas, ...(line ? [line] : [])], frame)].join("\n");
};

/** Returns the corners of a line of steps: two where the value changes, one at each end. */
const steps = (
  values: readonly number[],
  heightOf: (value: number, step: number) => number,
  { left, width }: ChartFrame,
): string[] => {
  const x = (step: number): number => round(left + (step / (values.length - 1)) * width);
  const heights = values.map(heightOf);
  return heights.flatMap((height, step) => {
    if (step === 0 || step === heights.length - 1) return [`${x(step)} ${height}`];
    const before = heights[step - 1]!;
    return before === height ? [] : [`${x(step)} ${before}`, `${x(step)} ${height}`];
  });
};

const legend = (title: string, series: readonly Series[], { left, top }: ChartFrame): string => {
  let x = left + 8 * title.length + 16;
  const entries = series.map(({ name, fill }) => {
    const entry = `<path stroke="${fill}" stroke-width="10" d="M${x} ${top - 13}h10"/><text x="${x + 15}" y="${top - 9}">${name}</text>`;
    x += 34 + 6.6 * name.length;
    return entry;
  });
  return [`<text class="title" x="${left}" y="${top - 9}">${title}</text>`, ...entries].join("");
};

const round = (value: number): number => Math.round(value * 10) / 10;

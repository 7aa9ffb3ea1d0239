import { useMemo } from "preact/hooks";

import type { ReportData, ReportedUsage, TaskColumns } from "../contract/report-data.ts";
import { bytes, count } from "../ui/format.ts";
import { Section } from "../ui/page-layout.tsx";
import { binsOf, decimalSteps, quantile } from "./bins.ts";
import { fewestValues, Histogram } from "./histogram.tsx";
import { between } from "./task-facts.ts";

interface UsageProps {
  readonly tasks: TaskColumns;
  readonly usage: ReportedUsage;
}

/** Memory and CPU time of the tasks next to the size of a node. */
export const Usage = ({ tasks, usage }: UsageProps) => {
  const memory = useMemo(() => memoryOf(tasks), [tasks]);
  const cores = useMemo(() => coresOf(tasks), [tasks]);
  const { nodeMiB, nodeCores, slotsPerNode, advice } = usage;
  const slots = Math.max(1, slotsPerNode);
  return (
    <Section id="usage" title="What tasks needed">
      {advice !== undefined && <p class="callout">{withCode(advice)}</p>}
      <div class="columns">
        {memory.length > 0 && (
          <Measured
            title="Peak memory"
            values={memory}
            format={bytes}
            firstPower={3}
            node={nodeMiB * mebibyte}
            slots={slots}
          />
        )}
        {cores.length > 0 && (
          <Measured
            title="CPU cores in use, on average"
            values={cores}
            format={coreText}
            firstPower={-2}
            node={nodeCores}
            slots={slots}
          />
        )}
      </div>
    </Section>
  );
};

/** Whether a task has figures to show. */
export const hasUsage = (data: ReportData): data is ReportData & { readonly usage: ReportedUsage } =>
  data.usage !== undefined &&
  (data.tasks.peakMiB.some((value) => value > 0) || data.tasks.cpuMs.some((value) => value > 0));

interface MeasuredProps {
  readonly title: string;
  /** Sorted. */
  readonly values: Float64Array;
  readonly format: (value: number) => string;
  /** Power of ten of the finest interval. */
  readonly firstPower: number;
  /** Amount that a node has. */
  readonly node: number;
  readonly slots: number;
}

const Measured = ({ title, values, format, firstPower, node, slots }: MeasuredProps) => {
  const median = quantile(values, 0.5);
  const share = node / slots;
  const highest = values.at(-1) ?? 0;
  const text = `median ${format(median)}, highest ${format(highest)}`;
  const size =
    node > 0
      ? `A node has ${format(node)}; with ${count(slots)} ${slots === 1 ? "slot" : "slots"}, each task's share is ${format(share)}.`
      : "The size of the nodes is unknown.";
  return (
    <div>
      <h3>{title}</h3>
      <p class="muted">
        {text[0]?.toUpperCase() + text.slice(1)}. {size}
      </p>
      {node > 0 && <Gauge median={median} highest={highest} share={share} format={format} />}
      {values.length >= fewestValues && (
        <Histogram
          label={`${title} of tasks: ${text}.`}
          bins={binsOf(values, decimalSteps(firstPower))}
          format={format}
          marks={[[median, "median"]]}
          noun="task"
        />
      )}
    </div>
  );
};

interface GaugeProps {
  readonly median: number;
  readonly highest: number;
  /** Amount that each task can use. */
  readonly share: number;
  readonly format: (value: number) => string;
}

/** Use of a task's share of a node: the median, and the highest as a line. */
const Gauge = ({ median, highest, share, format }: GaugeProps) => {
  const full = Math.max(share, highest);
  const part = (value: number): string => `${(100 * value) / full}%`;
  return (
    <div class="gauge" aria-hidden="true">
      <span class="gauge-share" style={{ width: part(share) }} title={`Share of a task: ${format(share)}`} />
      <span class="gauge-use" style={{ width: part(median) }} title={`Median: ${format(median)}`} />
      <span class="gauge-peak" style={{ left: part(highest) }} title={`Highest: ${format(highest)}`} />
    </div>
  );
};

const mebibyte = 1_048_576;

const memoryOf = ({ peakMiB }: TaskColumns): Float64Array =>
  Float64Array.from(peakMiB, (value) => value * mebibyte)
    .filter((value) => value > 0)
    .sort();

const coresOf = ({ cpuMs, programStarted, ended }: TaskColumns): Float64Array =>
  Float64Array.from(cpuMs, (value, task) => value / between(programStarted[task], ended[task]))
    .filter((value) => value > 0 && Number.isFinite(value))
    .sort();

const coreText = (value: number): string => String(Number(value.toFixed(2)));

/** Shows parts between backticks as code. */
const withCode = (text: string) =>
  text.split("`").map((part, i) => (i % 2 === 1 ? <code key={i}>{part}</code> : part));

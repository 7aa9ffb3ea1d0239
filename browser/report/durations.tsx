import { useMemo } from "preact/hooks";
import type { ReportData, TaskColumns } from "../contract/report-data.ts";
import { counted, duration } from "../ui/format.ts";
import { Section } from "../ui/page-layout.tsx";
import { timeSteps } from "../ui/time-axis.ts";
import { binsOf, quantile } from "./bins.ts";
import { fewestValues, Histogram } from "./histogram.tsx";
import { KeyFigure } from "./key-figure.tsx";
import { Slowest } from "./slowest.tsx";
import { lengthOf } from "./task-facts.ts";

interface DurationsProps {
  readonly data: ReportData;
  readonly onTask: (task: number) => void;
}

/** Distribution of the tasks' durations, and the slowest tasks. */
export const Durations = ({ data, onTask }: DurationsProps) => {
  const sorted = useMemo(() => lengthsOf(data.tasks), [data]);
  const median = quantile(sorted, 0.5);
  const figures = [
    ["Median", median],
    ["90% within", quantile(sorted, 0.9)],
    ["99% within", quantile(sorted, 0.99)],
    ["Longest", sorted.at(-1) ?? 0],
  ] as const;
  const text = figures.map(([name, ms]) => `${name.toLowerCase()} ${duration(ms)}`).join(", ");
  return (
    <Section id="durations" title="Durations of tasks">
      <dl class="figures">
        {figures.map(([name, ms]) => (
          <KeyFigure key={name} label={name}>
            {duration(ms)}
          </KeyFigure>
        ))}
      </dl>
      {sorted.length >= fewestValues && (
        <Histogram
          label={`Durations of ${counted(sorted.length, "task")}: ${text}.`}
          bins={binsOf(sorted, timeSteps)}
          format={duration}
          marks={[
            [median, "median"],
            [quantile(sorted, 0.9), "90%"],
            [quantile(sorted, 0.99), "99%"],
          ]}
          noun="task"
        />
      )}
      <Slowest data={data} median={median} onTask={onTask} />
    </Section>
  );
};

/** Sorted. Milliseconds. */
const lengthsOf = (tasks: TaskColumns): Float64Array =>
  Float64Array.from({ length: tasks.count }, (_, task) => lengthOf(tasks, task))
    .filter((ms) => ms >= 0)
    .sort();

/** Whether there are durations to compare. */
export const hasDurations = (tasks: TaskColumns): boolean => {
  let known = 0;
  for (let task = 0; task < tasks.count && known < 2; task++) known += Number(lengthOf(tasks, task) >= 0);
  return known > 1;
};

import { useMemo } from "preact/hooks";
import { shortNode } from "../../runner/text/short-node.ts";
import { type ReportData, taskStates } from "../contract/report-data.ts";
import { type DataColumn, DataTable, type RowFilter } from "../ui/data-table.tsx";
import { count, duration, mebibytes } from "../ui/format.ts";
import { Section } from "../ui/page-layout.tsx";
import { StateBadge } from "../ui/state-badge.tsx";
import { between, countStates, lengthOf, nodeOf, startOf, stateOf, stateTexts } from "./task-facts.ts";

interface TasksProps {
  readonly data: ReportData;
  /** Task to show. */
  readonly target: { readonly row: number } | undefined;
}

/** A row per task. */
export const Tasks = ({ data, target }: TasksProps) => {
  const columns = useMemo(() => columnsOf(data), [data]);
  const filters = useMemo(() => filtersOf(data), [data]);
  const total = data.tasks.count;
  return (
    <Section id="tasks" title="Tasks">
      <DataTable
        label="Tasks"
        noun="task"
        columns={columns}
        count={total}
        filters={filters}
        target={target}
        printNote={`The first of ${count(total)} tasks, with the main columns. tasks.csv has all of them.`}
      />
    </Section>
  );
};

const filtersOf = ({ tasks }: ReportData): RowFilter[] => {
  const counts = countStates(tasks);
  const present = taskStates.filter((state) => counts[state] > 0);
  const states = present.map((state) => ({
    label: `${count(counts[state])} ${stateTexts[state]}`,
    matches: (row: number) => stateOf(tasks, row) === state,
  }));
  const retried: RowFilter = {
    label: "retried or restarted",
    matches: (row) => (tasks.retries[row] ?? 0) + (tasks.requeues[row] ?? 0) > 0,
  };
  return [...(states.length > 1 ? states : []), ...(hasAny(tasks.retries, tasks.requeues) ? [retried] : [])];
};

const hasAny = (...columns: readonly ArrayLike<number>[]): boolean =>
  columns.some((column) => Array.prototype.some.call(column, (value: number) => value > 0));

const columnsOf = (data: ReportData): DataColumn[] => {
  const { tasks } = data;
  const isNamed = tasks.labels.some((label, i) => label !== tasks.ids[i]);
  return [
    { id: "task", label: "Task", text: (row) => tasks.labels[row] ?? "" },
    stateColumn(data),
    ...timeColumns(data),
    ...(data.nodes.length > 0 ? [nodeColumn(data)] : []),
    ...useColumns(data),
    ...(data.failures.length > 0 ? [causeColumn(data)] : []),
    ...(isNamed
      ? [{ id: "id", label: "Id", text: (row: number) => tasks.ids[row] ?? "", isScreenOnly: true }]
      : []),
  ];
};

const stateColumn = ({ tasks }: ReportData): DataColumn => ({
  id: "state",
  label: "State",
  text: (row) => stateTexts[stateOf(tasks, row)],
  width: 11,
  cell: (row) => <StateBadge kind={stateOf(tasks, row)} text={stateTexts[stateOf(tasks, row)]} />,
});

const nodeColumn = (data: ReportData): DataColumn => ({
  id: "node",
  label: "Node",
  text: (row) => nodeOf(data, row),
  cell: (row) => shortNode(nodeOf(data, row)),
  width: 20,
});

const causeColumn = ({ tasks, failures }: ReportData): DataColumn => ({
  id: "failure",
  label: "Failure",
  text: (row) => failures[tasks.failure[row] ?? -1]?.cause ?? "",
});

/** A column of numbers that is aligned to the right, and left out of the search. */
const numbers = (
  id: string,
  label: string,
  key: (row: number) => number,
  format: (value: number) => string,
): DataColumn => ({
  id,
  label,
  key,
  align: "right",
  isSearched: false,
  text: (row) => format(key(row)),
});

const screenOnly = (column: DataColumn): DataColumn => ({ ...column, isScreenOnly: true });

const timeColumns = ({ tasks }: ReportData): DataColumn[] => [
  numbers("start", "Start", (row) => startOf(tasks, row), duration),
  numbers("length", "Duration", (row) => lengthOf(tasks, row), duration),
  screenOnly(
    numbers("program", "Running", (row) => between(tasks.programStarted[row], tasks.ended[row]), duration),
  ),
];

const useColumns = ({ tasks }: ReportData): DataColumn[] => {
  const columns = [
    {
      values: tasks.peakMiB,
      column: numbers("memory", "Peak memory", (row) => tasks.peakMiB[row] || -1, knownMebibytes),
    },
    {
      values: tasks.cpuMs,
      column: screenOnly(numbers("cpu", "CPU time", (row) => tasks.cpuMs[row] || -1, duration)),
    },
    {
      values: tasks.retries,
      column: screenOnly(numbers("retries", "Retries", (row) => tasks.retries[row] ?? 0, count)),
    },
    {
      values: tasks.requeues,
      column: screenOnly(numbers("requeues", "Restarts", (row) => tasks.requeues[row] ?? 0, count)),
    },
  ];
  return columns.filter(({ values }) => hasAny(values)).map(({ column }) => column);
};

const knownMebibytes = (value: number): string => mebibytes(Math.max(0, value));

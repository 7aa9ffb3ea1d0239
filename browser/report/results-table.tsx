import { useMemo } from "preact/hooks";
import type { ReportData } from "../contract/report-data.ts";
import { CopyButton } from "../ui/copy-button.tsx";
import { csvOf } from "../ui/csv.ts";
import { type DataColumn, DataTable } from "../ui/data-table.tsx";
import { DownloadButton } from "../ui/download-button.tsx";
import { count } from "../ui/format.ts";
import { Section } from "../ui/page-layout.tsx";
import { numberIn } from "../ui/sort-rows.ts";

interface ResultsProps {
  readonly data: ReportData;
  readonly onTask: (task: number) => void;
}

/** The workload's results table. */
export const Results = ({ data, onTask }: ResultsProps) => {
  const { results, tasks, run } = data;
  const columns = useMemo(() => columnsOf(data, onTask), [data, onTask]);
  const lines = useMemo(() => linesOf(results), [results]);
  const csv = (): string =>
    csvOf([
      ["task", ...results.columns],
      ...results.rows.map(([task, cells]) => [tasks.labels[task] ?? "", ...cells]),
    ]);
  return (
    <Section id="results" title="Results">
      <DataTable
        label="Results"
        noun="row"
        columns={columns}
        count={results.rows.length}
        lines={lines}
        actions={
          <>
            <CopyButton label="Copy CSV" text={csv} />
            <DownloadButton label="Download CSV" name={`${run.jobId}-results.csv`} text={csv} />
          </>
        }
        printNote={`The first of ${count(results.rows.length)} rows. results.csv has all of them.`}
      />
    </Section>
  );
};

const mostLines = 6;

/** Returns the lines that the cell with the most has; at most 6. */
const linesOf = ({ rows }: ReportData["results"]): number => {
  let most = 1;
  for (const [, cells] of rows)
    for (const cell of cells) if (cell.includes("\n")) most = Math.max(most, cell.split("\n").length);
  return Math.min(most, mostLines);
};

const columnsOf = ({ results, tasks }: ReportData, onTask: (task: number) => void): DataColumn[] => {
  const taskOf = (row: number): number => results.rows[row]?.[0] ?? 0;
  const label = (row: number): string => tasks.labels[taskOf(row)] ?? "";
  const task: DataColumn = {
    id: "task",
    label: "Task",
    text: label,
    cell: (row) => (
      <button type="button" class="link" onClick={() => onTask(taskOf(row))}>
        {label(row)}
      </button>
    ),
  };
  return [task, ...results.columns.map((name, i) => valueColumn(results, name, i))];
};

const valueColumn = ({ rows }: ReportData["results"], name: string, i: number): DataColumn => {
  const text = (row: number): string => rows[row]?.[1][i] ?? "";
  const column = { id: `column-${i}`, label: name, text };
  if (!rows.every(([, cells]) => isNumeric(cells[i] ?? ""))) return column;
  // A cell may have several numbers, one per line.
  const first = (row: number): string => text(row).split("\n")[0] ?? "";
  return { ...column, align: "right", key: (row) => (first(row) === "" ? "" : numberIn(first(row))) };
};

const isNumeric = (cell: string): boolean =>
  cell === "" || cell.split("\n").every((line) => !Number.isNaN(numberIn(line)));

import { useMemo } from "preact/hooks";
import type { ReportData } from "../contract/report-data.ts";
import { CopyButton } from "../ui/copy-button.tsx";
import { type DataColumn, DataTable } from "../ui/data-table.tsx";
import { DownloadButton } from "../ui/download-button.tsx";
import { count } from "../ui/format.ts";
import { Section } from "../ui/page-layout.tsx";
import { numberIn } from "../ui/sort-rows.ts";
import { csvOf } from "./csv.ts";

interface ResultsProps {
  readonly data: ReportData;
  readonly onTask: (task: number) => void;
}

/** The workload's results table. */
export const Results = ({ data, onTask }: ResultsProps) => {
  const { results, tasks, run } = data;
  const columns = useMemo(() => columnsOf(data, onTask), [data, onTask]);
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
  const isNumeric =
    rows.length > 0 && rows.every(([, cells]) => cells[i] === "" || !Number.isNaN(numberIn(cells[i] ?? "")));
  return {
    id: `column-${i}`,
    label: name,
    text,
    ...(isNumeric && {
      align: "right" as const,
      key: (row: number) => (text(row) === "" ? "" : numberIn(text(row))),
    }),
  };
};

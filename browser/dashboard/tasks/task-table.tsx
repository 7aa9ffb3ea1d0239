import { useCallback, useEffect, useMemo, useReducer, useState } from "preact/hooks";
import type { StateCounts } from "../../contract/dashboard.ts";
import type { TaskQuery } from "../../contract/dashboard-tasks.ts";
import { count, counted } from "../../ui/format.ts";
import type { SortOrder } from "../../ui/sort-rows.ts";
import { VirtualTable } from "../../ui/virtual-table.tsx";
import { ProblemNotice } from "../parts/notice.tsx";
import { totalOf } from "../parts/progress.tsx";
import { useNow } from "../parts/use-now.ts";
import { taskColumns } from "./task-columns.tsx";
import { type RowOrder, TaskRows } from "./task-rows.ts";

interface TaskTableProps {
  readonly jobId: string;
  readonly isRun: boolean;
  /** Tasks by state, for the filters. A change also makes the table fetch its rows again. */
  readonly counts?: StateCounts | undefined;
}

/** Orders of the jobs whose tables were shown, for readers who come back from a task. */
const lastOrders = new Map<string, RowOrder>();

/** All tasks of a job: rows are fetched when they are shown. */
export const TaskTable = ({ jobId, isRun, counts }: TaskTableProps) => {
  const [order, setOrder] = useState<RowOrder>(lastOrders.get(jobId) ?? {});
  lastOrders.set(jobId, order);
  const rows = useTaskRows(jobId, order, counts);
  const now = useNow();
  const columns = useMemo(() => taskColumns({ jobId, isRun, rows, now }), [jobId, isRun, rows, now]);
  const onRange = useCallback((first: number, end: number) => rows.setRange(first, end), [rows]);
  const matching = rows.counts?.matching ?? 0;
  return (
    <div class="data-table">
      <div class="toolbar">
        <Search initial={order.search} onSearch={(search) => setOrder({ ...order, search })} />
        <StateFilter
          counts={counts}
          value={order.state}
          onChange={(state) => setOrder({ ...order, state })}
        />
        <span role="status" class="muted">
          {rows.counts !== undefined && matchText(rows.counts)}
        </span>
      </div>
      {rows.problem !== undefined && <ProblemNotice problem={rows.problem} />}
      <VirtualTable
        label="Task list"
        columns={columns}
        count={matching}
        sort={sortOf(order)}
        onSort={(sort) => setOrder({ ...order, ...queryOf(sort) })}
        onRange={onRange}
      />
    </div>
  );
};

const matchText = ({ total, matching }: NonNullable<TaskRows["counts"]>): string =>
  total === matching ? counted(total, "task") : `${count(matching)} of ${counted(total, "task")}`;

const sortOf = ({ sort, descending = false }: RowOrder): SortOrder | undefined =>
  sort && { column: sort, isDescending: descending };

const sorts: readonly NonNullable<TaskQuery["sort"]>[] = ["id", "state", "seconds", "node", "started"];

const queryOf = (order: SortOrder | undefined): Pick<RowOrder, "sort" | "descending"> => ({
  sort: sorts.find((sort) => sort === order?.column),
  descending: order?.isDescending || undefined,
});

/** Returns the rows; the component renders again after each change. */
const useTaskRows = (jobId: string, order: RowOrder, counts: StateCounts | undefined): TaskRows => {
  const [, update] = useReducer((changes: number) => changes + 1, 0);
  const rows = useMemo(() => new TaskRows(jobId, () => update(undefined)), [jobId]);
  useEffect(() => () => rows.close(), [rows]);
  useEffect(() => rows.setOrder(order), [rows, order]);
  const states = counts && Object.values(counts).join();
  useEffect(() => {
    if (rows.counts !== undefined) rows.refresh();
  }, [rows, states]);
  return rows;
};

/** Pause in typing before the search starts. */
const typingMs = 250;

interface SearchProps {
  readonly initial: string | undefined;
  readonly onSearch: (search: string) => void;
}

const Search = ({ initial = "", onSearch }: SearchProps) => {
  const [text, setText] = useState(initial);
  const [searched, setSearched] = useState(initial);
  useEffect(() => {
    const timer = setTimeout(() => setSearched(text.trim()), typingMs);
    return () => clearTimeout(timer);
  }, [text]);
  useEffect(() => {
    if (searched !== initial) onSearch(searched);
  }, [searched]);
  return (
    <input
      type="search"
      aria-label="Search tasks"
      placeholder="Task, input or node"
      value={text}
      onInput={({ currentTarget }) => setText(currentTarget.value)}
    />
  );
};

const choices = [
  ["All", undefined],
  ["Waiting", "active"],
  ["Running", "running"],
  ["Succeeded", "succeeded"],
  ["Failed", "failed"],
] as const;

interface StateFilterProps {
  readonly counts: StateCounts | undefined;
  readonly value: RowOrder["state"];
  readonly onChange: (value: RowOrder["state"]) => void;
}

const StateFilter = ({ counts, value, onChange }: StateFilterProps) => (
  <fieldset class="chips">
    <legend class="hidden-text">State</legend>
    {choices.map(([label, state]) => (
      <label key={label}>
        <input type="radio" name="task-state" checked={value === state} onChange={() => onChange(state)} />
        <span>
          {label}
          {counts !== undefined && (
            <span class="muted"> {count(state === undefined ? totalOf(counts) : counts[state])}</span>
          )}
        </span>
      </label>
    ))}
  </fieldset>
);

import type { ComponentChildren } from "preact";
import { useId, useMemo, useState } from "preact/hooks";
import { count, counted } from "./format.ts";
import { type SortOrder, sortRows } from "./sort-rows.ts";
import { type Column, VirtualTable } from "./virtual-table.tsx";

export interface DataColumn extends Column {
  /** Key to sort by; default: the text. */
  readonly key?: ((row: number) => number | string) | undefined;
  /** Whether the search looks into this column. */
  readonly isSearched?: boolean | undefined;
}

interface DataTableProps {
  readonly label: string;
  /** Singular, such as `task`. */
  readonly noun: string;
  readonly columns: readonly DataColumn[];
  /** Number of rows. Rows are named by their index. */
  readonly count: number;
  /** Lines per row; default: 1. */
  readonly lines?: number | undefined;
  readonly initialSort?: SortOrder | undefined;
  /** Choices that narrow the table, such as "Failed". The first choice, all rows, is added. */
  readonly filters?: readonly RowFilter[] | undefined;
  /** Row to show and focus, whether or not it matches the search. A new object does so again. */
  readonly target?: { readonly row: number } | undefined;
  /** Buttons next to the search. */
  readonly actions?: ComponentChildren;
  /** Note in the printed page if it has only the first rows. */
  readonly printNote?: string | undefined;
}

export interface RowFilter {
  readonly label: string;
  readonly matches: (row: number) => boolean;
}

/** A table of rows in memory, with sort, search and filters. */
export const DataTable = (props: DataTableProps) => {
  const { label, noun, columns, count: total, filters = [], initialSort } = props;
  const [search, setSearch] = useState("");
  const [filter, setFilter] = useState(-1);
  const [sort, setSort] = useState(initialSort);
  const isSkipped = useTargetReset(props.target, () => {
    setSearch("");
    setFilter(-1);
  });
  const matching = useMemo(
    () => (isSkipped ? allRows(total) : matchingRows(columns, total, search, filters[filter])),
    [columns, total, search, filter, isSkipped],
  );
  const rows = useMemo(() => sorted(matching, columns, sort), [matching, columns, sort]);
  const position = useMemo(
    () => (props.target === undefined ? undefined : { position: rows.indexOf(props.target.row) }),
    [props.target, rows],
  );
  return (
    <div class="data-table">
      <div class="toolbar screen-only">
        <Search label={`Search ${label.toLowerCase()}`} value={search} onInput={setSearch} />
        {filters.length > 0 && <FilterSelect filters={filters} value={filter} onChange={setFilter} />}
        <span role="status" class="muted">
          {rows.length === total ? counted(total, noun) : `${count(rows.length)} of ${counted(total, noun)}`}
        </span>
        <span class="toolbar-end">{props.actions}</span>
      </div>
      <VirtualTable
        label={label}
        columns={columns}
        count={rows.length}
        lines={props.lines}
        rowAt={(at) => rows[at] ?? 0}
        sort={sort}
        onSort={setSort}
        target={position}
      />
      {rows.length > printedRows && props.printNote !== undefined && (
        <p class="print-only muted">{props.printNote}</p>
      )}
    </div>
  );
};

/** Rows in print without a note. */
const printedRows = 20;

/** Calls `reset` for a new target, and returns whether this render is the one before the reset takes effect. */
const useTargetReset = (target: DataTableProps["target"], reset: () => void): boolean => {
  const [seen, setSeen] = useState(target);
  if (seen === target) return false;
  setSeen(target);
  reset();
  return true;
};

interface SearchProps {
  readonly label: string;
  readonly value: string;
  readonly onInput: (value: string) => void;
}

const Search = ({ label, value, onInput }: SearchProps) => (
  <input
    type="search"
    aria-label={label}
    placeholder="Search"
    value={value}
    onInput={({ currentTarget }) => onInput(currentTarget.value)}
  />
);

interface FilterSelectProps {
  readonly filters: readonly RowFilter[];
  readonly value: number;
  readonly onChange: (value: number) => void;
}

const FilterSelect = ({ filters, value, onChange }: FilterSelectProps) => {
  const id = useId();
  return (
    <>
      <label class="hidden-text" for={id}>
        Show
      </label>
      <select id={id} value={value} onChange={({ currentTarget }) => onChange(Number(currentTarget.value))}>
        <option value={-1}>All</option>
        {filters.map(({ label }, i) => (
          <option key={label} value={i}>
            {label}
          </option>
        ))}
      </select>
    </>
  );
};

const allRows = (total: number): Uint32Array => Uint32Array.from({ length: total }, (_, row) => row);

const matchingRows = (
  columns: readonly DataColumn[],
  total: number,
  search: string,
  filter: RowFilter | undefined,
): Uint32Array => {
  const words = search.trim().toLowerCase().split(/\s+/).filter(Boolean);
  const searched = columns.filter(({ isSearched = true }) => isSearched);
  const matches = (row: number): boolean => {
    if (filter?.matches(row) === false) return false;
    if (words.length === 0) return true;
    const text = searched
      .map((column) => column.text(row))
      .join("\n")
      .toLowerCase();
    return words.every((word) => text.includes(word));
  };
  return allRows(total).filter(matches);
};

const sorted = (
  rows: Uint32Array,
  columns: readonly DataColumn[],
  sort: SortOrder | undefined,
): Uint32Array => {
  const column = columns.find(({ id }) => id === sort?.column);
  if (sort === undefined || column === undefined) return rows;
  return sortRows(rows, column.key ?? column.text, sort.isDescending);
};

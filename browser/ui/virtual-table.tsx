import type { ComponentChild } from "preact";
import { useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import type { SortOrder } from "./sort-rows.ts";

export interface Column {
  readonly id: string;
  readonly label: string;
  readonly align?: "right" | undefined;
  readonly isSortable?: boolean | undefined;
  /** Left out in print, which has less room. */
  readonly isScreenOnly?: boolean | undefined;
  /** Characters; default: by the label and a sample of the cells. */
  readonly width?: number | undefined;
  /** Text of a cell. */
  readonly text: (row: number) => string;
  /** Content of a cell, if it is more than its text. */
  readonly cell?: ((row: number) => ComponentChild) | undefined;
}

interface VirtualTableProps {
  /** Name of the table for screen readers. */
  readonly label: string;
  readonly columns: readonly Column[];
  /** Number of rows. */
  readonly count: number;
  /** Row that is shown at a position, from 0; default: the position. */
  readonly rowAt?: ((position: number) => number) | undefined;
  /** Lines per row; default: 1. All rows have the same height. */
  readonly lines?: number | undefined;
  readonly sort?: SortOrder | undefined;
  readonly onSort?: ((sort: SortOrder | undefined) => void) | undefined;
  /** Called with the positions on the screen, for tables that load rows when they are shown. */
  readonly onRange?: ((first: number, end: number) => void) | undefined;
  /** Position to scroll to and to focus. A new object does so again. */
  readonly target?: { readonly position: number } | undefined;
}

/** Height of a row, as in table.css. Pixels. */
const rowHeightOf = (lines: number): number => 14 + 20 * lines;

/** Rows outside the visible part that exist too, so that scrolling shows no gap. */
const overscan = 12;

/** A table that has elements only for rows near the visible part, so that 100,000 rows scroll smoothly. */
export const VirtualTable = (props: VirtualTableProps) => {
  const { label, columns, count, rowAt = (position: number) => position, lines = 1, target } = props;
  const rowHeight = rowHeightOf(lines);
  const scroller = useRef<HTMLDivElement>(null);
  const { first, end, update } = useRange(scroller, count, rowHeight, props.onRange);
  const widths = useMemo(() => columns.map((column) => widthOf(column, count, rowAt)), [columns, count]);
  useTarget(scroller, target, rowHeight, update);
  const positions = Array.from({ length: end - first }, (_, i) => first + i);
  return (
    <section
      class="table-scroller"
      aria-label={`${label}, scrollable`}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard.
      tabIndex={0}
      ref={scroller}
      onScroll={update}
    >
      <table
        aria-rowcount={count + 1}
        aria-label={label}
        class={lines > 1 ? "multiline" : undefined}
        style={{ "--table-width": `${tableWidth(widths)}ch`, "--lines": lines }}
      >
        <colgroup>
          {columns.map((column, i) => (
            <col
              key={column.id}
              class={classOf(column)}
              style={{ "--width": `${((widths[i] ?? 0) / tableWidth(widths)) * 100}%` }}
            />
          ))}
        </colgroup>
        <Head {...props} />
        <Spacer height={first * rowHeight} columns={columns.length} />
        <tbody>
          {positions.map((position) => (
            <Row
              key={rowAt(position)}
              columns={columns}
              row={rowAt(position)}
              position={position}
              isCurrent={target?.position === position}
            />
          ))}
        </tbody>
        <Spacer height={(count - end) * rowHeight} columns={columns.length} />
      </table>
    </section>
  );
};

const Head = ({ columns, sort, onSort }: VirtualTableProps) => (
  <thead>
    <tr aria-rowindex={1}>
      {columns.map((column) => {
        const isSorted = sort?.column === column.id;
        const direction = sort?.isDescending ? "descending" : "ascending";
        return (
          <th
            key={column.id}
            scope="col"
            class={classOf(column)}
            aria-sort={isSorted ? direction : undefined}
            title={column.label}
          >
            {column.isSortable === false || onSort === undefined ? (
              column.label
            ) : (
              <button type="button" onClick={() => onSort(nextSort(sort, column.id))}>
                <bdi>{column.label}</bdi>
                <span aria-hidden="true">{isSorted ? (sort.isDescending ? "↓" : "↑") : ""}</span>
              </button>
            )}
          </th>
        );
      })}
    </tr>
  </thead>
);

/** Ascending, then descending, then the original order. */
const nextSort = (sort: SortOrder | undefined, column: string): SortOrder | undefined => {
  if (sort?.column !== column) return { column, isDescending: false };
  return sort.isDescending ? undefined : { column, isDescending: true };
};

interface RowProps {
  readonly columns: readonly Column[];
  readonly row: number;
  readonly position: number;
  readonly isCurrent: boolean;
}

const classOf = ({ align, isScreenOnly }: Column): string | undefined =>
  [align, isScreenOnly && "screen-only"].filter(Boolean).join(" ") || undefined;

const Row = ({ columns, row, position, isCurrent }: RowProps) => (
  <tr
    aria-rowindex={position + 2}
    aria-current={isCurrent || undefined}
    tabIndex={isCurrent ? -1 : undefined}
  >
    {columns.map((column) => {
      const { id, text, cell } = column;
      const content = text(row);
      return (
        <td key={id} class={classOf(column)} title={content.length > 12 ? content : undefined}>
          <bdi>{cell === undefined ? content : cell(row)}</bdi>
        </td>
      );
    })}
  </tr>
);

/** Takes the place of rows that have no elements. */
const Spacer = ({ height, columns }: { readonly height: number; readonly columns: number }) =>
  height > 0 ? (
    <tbody aria-hidden="true" class="spacer">
      <tr>
        <td colSpan={columns} style={{ height: `${height}px` }} />
      </tr>
    </tbody>
  ) : null;

type Scroller = { readonly current: HTMLDivElement | null };

/** Returns the positions that need elements, for the scroll position of the last `update`. */
const useRange = (
  scroller: Scroller,
  count: number,
  rowHeight: number,
  onRange: VirtualTableProps["onRange"],
) => {
  const [top, setTop] = useState(0);
  const [visible, setVisible] = useState(16);
  const update = (): void => {
    const { scrollTop = 0, clientHeight = 0 } = scroller.current ?? {};
    setTop(Math.floor(scrollTop / rowHeight));
    setVisible(Math.max(1, Math.ceil(clientHeight / rowHeight)));
  };
  useLayoutEffect(update, [count, rowHeight]);
  const first = Math.max(0, Math.min(top, count - visible) - overscan);
  const end = Math.min(count, first + visible + 2 * overscan);
  useLayoutEffect(() => onRange?.(first, end), [first, end, onRange]);
  return { first, end, update };
};

const useTarget = (
  scroller: Scroller,
  target: VirtualTableProps["target"],
  rowHeight: number,
  update: () => void,
): void => {
  useLayoutEffect(() => {
    const element = scroller.current;
    if (target === undefined || element === null) return;
    element.scrollTop = Math.max(0, (target.position + 1.5) * rowHeight - element.clientHeight / 2);
    update();
    requestAnimationFrame(() =>
      element.querySelector<HTMLElement>("[aria-current]")?.focus({ preventScroll: true }),
    );
  }, [target]);
};

const sampleSize = 200;
/** Characters, on a computer and on a phone. */
const widest = { wide: 44, narrow: 20 };

/** Returns a column's width in characters, by its label and a sample of its cells. */
const widthOf = (
  { label, text, width: fixed }: Column,
  count: number,
  rowAt: (position: number) => number,
): number => {
  if (fixed !== undefined) return fixed + cellPadding;
  const step = Math.max(1, Math.floor(count / sampleSize));
  let width = label.length + 1;
  for (let i = 0; i < count; i += step) width = Math.max(width, longestLine(text(rowAt(i))));
  return Math.min(width, innerWidth < 700 ? widest.narrow : widest.wide) + cellPadding;
};

const longestLine = (text: string): number =>
  text.includes("\n") ? Math.max(...text.split("\n").map(({ length }) => length)) : text.length;

/** Characters. */
const cellPadding = 4;

const tableWidth = (widths: readonly number[]): number => widths.reduce((sum, width) => sum + width, 0);

import { count, counted } from "../ui/format.ts";
import type { Bins } from "./bins.ts";

interface HistogramProps {
  /** The distribution in a sentence, for screen readers. */
  readonly label: string;
  readonly bins: Bins;
  readonly format: (value: number) => string;
  /** Values marked by a line, such as percentiles. */
  readonly marks: readonly (readonly [value: number, text: string])[];
  /** Singular, such as `task`. */
  readonly noun: string;
}

/** Number of values from which a distribution is worth a picture. */
export const fewestValues = 8;

/** Bars for the numbers of values per interval; nothing if all values are in one. */
export const Histogram = ({ label, bins, format, marks, noun }: HistogramProps) => {
  const { from, step, counts, beyond } = bins;
  if (counts.length < 2) return null;
  const highest = counts.reduce((a, b) => Math.max(a, b), 1);
  const end = from + step * counts.length;
  const place = (value: number): string => `${Math.min(100, (100 * (value - from)) / (end - from))}%`;
  const intervalOf = (bin: number): string =>
    `${format(from + bin * step)} to ${format(from + (bin + 1) * step)}`;
  const isNearEnd = (value: number): boolean => value > from + 0.85 * (end - from);
  const visible = marks.filter(([value]) => value >= from && value <= end);
  return (
    <figure class="histogram">
      <div class="bars" role="img" aria-label={label}>
        {counts.map((value, bin) => (
          <span
            key={bin}
            class="bar"
            title={`${intervalOf(bin)}: ${count(value)}`}
            style={{ height: value === 0 ? "0" : `max(2px, ${(100 * value) / highest}%)` }}
          />
        ))}
        {visible.map(([value, text], i) => (
          <span key={text} class={isNearEnd(value) ? "mark near-end" : "mark"} style={{ left: place(value) }}>
            <span class={i % 2 === 0 ? "mark-text" : "mark-text lower"}>{text}</span>
          </span>
        ))}
      </div>
      <div class="bar-axis muted" aria-hidden="true">
        <span>{format(from)}</span>
        <span>{format((from + end) / 2)}</span>
        <span>{format(end)}</span>
      </div>
      <figcaption>
        Highest bar: {counted(highest, noun)}.
        {beyond > 0 && ` The last bar includes ${count(beyond)} beyond ${format(end)}.`}
      </figcaption>
      <BinTable bins={bins} intervalOf={intervalOf} noun={noun} />
    </figure>
  );
};

interface BinTableProps {
  readonly bins: Bins;
  readonly intervalOf: (bin: number) => string;
  readonly noun: string;
}

const BinTable = ({ bins: { counts, beyond }, intervalOf, noun }: BinTableProps) => (
  <details class="screen-only">
    <summary>Show as table</summary>
    <table class="plain">
      <thead>
        <tr>
          <th scope="col">Interval</th>
          <th scope="col" class="right">
            Number of {noun}s
          </th>
        </tr>
      </thead>
      <tbody>
        {counts.map(
          (value, bin) =>
            value > 0 && (
              <tr key={intervalOf(bin)}>
                <th scope="row">
                  {intervalOf(bin)}
                  {bin === counts.length - 1 && beyond > 0 && " and beyond"}
                </th>
                <td class="right">{count(value)}</td>
              </tr>
            ),
        )}
      </tbody>
    </table>
  </details>
);

import { useMemo } from "preact/hooks";
import type { ReportData } from "../../contract/report-data.ts";

/** Colours and shapes of the timeline that occur in the run. */
export const TimelineLegend = ({ data }: { readonly data: ReportData }) => {
  const entries = useMemo(() => entriesOf(data), [data]);
  return (
    <ul class="legend">
      {entries.map(([kind, text]) => (
        <li key={kind}>
          <span class={`swatch lane-${kind}`} aria-hidden="true">
            {{ retry: "▶", restart: "◆" }[kind]}
          </span>
          {text}
        </li>
      ))}
    </ul>
  );
};

const entriesOf = ({ nodes, tasks }: ReportData): (readonly [kind: string, text: string])[] => {
  const has = (column: ArrayLike<number>, test: (value: number) => boolean): boolean =>
    Array.prototype.some.call(column, test);
  const entries: (readonly [isShown: boolean, kind: string, text: string])[] = [
    [has(tasks.state, (state) => state === 0), "succeeded", "succeeded"],
    [has(tasks.state, (state) => state === 1), "failed", "failed"],
    [has(tasks.state, (state) => state === 4), "running", "running"],
    [has(tasks.programStarted, (ms) => ms >= 0), "light", "staging, uploading"],
    [has(tasks.retries, (count) => count > 0), "retry", "retried; earlier attempts in orange"],
    [has(tasks.requeues, (count) => count > 0), "restart", "restarted on another node"],
    [nodes.some(({ bootedMs = -1 }) => bootedMs > 0), "boot", "boot"],
    [
      nodes.some(({ bootedMs, readyMs = -1 }) => bootedMs !== undefined && readyMs > 0),
      "start",
      "start task",
    ],
    [nodes.length > 0, "idle", "idle"],
    [nodes.some(({ leftMs }) => leftMs !== undefined), "gone", "node preempted or removed"],
  ];
  return entries.filter(([isShown]) => isShown).map(([, kind, text]) => [kind, text]);
};

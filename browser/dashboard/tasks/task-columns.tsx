import { shortNode } from "../../../runner/text/short-node.ts";
import type { TaskRow } from "../../contract/dashboard-tasks.ts";
import { duration } from "../../ui/format.ts";
import type { Column } from "../../ui/virtual-table.tsx";
import { visibleName } from "../logs/plain-text.ts";
import { shorten } from "../parts/name.tsx";
import { State } from "../parts/state.tsx";
import { hrefs } from "../routes.ts";
import type { TaskRows } from "./task-rows.ts";

interface TaskColumnsProps {
  readonly jobId: string;
  readonly isRun: boolean;
  readonly rows: TaskRows;
  /** Milliseconds since 1970, for the duration of running tasks. */
  readonly now: number;
}

/** Columns that can be sorted have the id of their sort order in `TaskQuery`. */
export const taskColumns = ({ jobId, isRun, rows, now }: TaskColumnsProps): readonly Column[] => {
  const text =
    (of: (task: TaskRow) => string | undefined) =>
    (position: number): string => {
      const task = rows.at(position);
      return visibleName((task && of(task)) ?? "");
    };
  return [
    {
      id: "state",
      label: "State",
      width: 11,
      text: text(stateText),
      cell: (position) => {
        const task = rows.at(position);
        return task === undefined ? <span class="muted">…</span> : <State state={stateText(task)} />;
      },
    },
    {
      id: "id",
      label: "Task",
      width: 30,
      text: text(({ label }) => label),
      cell: (position) => {
        const task = rows.at(position);
        if (task === undefined) return "";
        return <a href={hrefs.task(jobId, task.id, isRun)}>{shorten(visibleName(task.label), 60)}</a>;
      },
    },
    {
      id: "seconds",
      label: "Duration",
      width: 9,
      align: "right",
      text: text((task) => durationText(task, now)),
    },
    {
      id: "started",
      label: "Started",
      width: 9,
      text: text(({ startedAt }) => startedAt && timeOf(startedAt)),
    },
    {
      id: "node",
      label: "Node",
      width: 18,
      text: text(({ nodeId }) => nodeId),
      cell: (position) => shortNode(visibleName(rows.at(position)?.nodeId ?? "")),
    },
    { id: "failure", label: "Failure", width: 34, isSortable: false, text: text(({ failure }) => failure) },
  ];
};

const stateText = ({ state }: TaskRow): string => (state === "active" ? "waiting" : state);

const durationText = ({ state, startedAt, seconds }: TaskRow, now: number): string | undefined => {
  if (seconds !== undefined) return duration(seconds * 1000);
  const isRunning = state === "running" || state === "preparing";
  return isRunning && startedAt !== undefined
    ? duration(Math.max(0, now - Date.parse(startedAt)))
    : undefined;
};

const clockTime = new Intl.DateTimeFormat("en", { timeStyle: "medium", hourCycle: "h23" });

const timeOf = (iso: string): string => clockTime.format(Date.parse(iso));

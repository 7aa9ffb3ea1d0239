import type { Counts } from "../job/monitor.ts";
import { describeNodes } from "../job/node-words.ts";
import { spentWords } from "../results/cost-lines.ts";
import { keepStart, wrap } from "../text/columns.ts";
import { formatElapsed } from "../text/elapsed.ts";
import { shareOut } from "../text/share-out.ts";
import { nodeStrip } from "./node-strip.ts";
import type { Progress } from "./progress-events.ts";
import type { Style } from "./style.ts";
import { leftWords, slowWords } from "./time-words.ts";
import { paceWords, stateWords } from "./words.ts";

/** Distinct without colour. */
const cells = { succeeded: "█", failed: "X", running: "▒", active: "░" } as const;
const colours = { succeeded: "green", failed: "red", running: "yellow", active: "gray" } as const;
const order = ["succeeded", "failed", "running", "active"] as const;

const widest = 80;
const shortestBar = 10;
const mostNodeCells = 24;
/** Most lines of a reason for waiting. */
const mostReasonLines = 4;

/** Returns the block shown while a job runs, at most as wide as the terminal and 80 columns. */
export const progressBlock = (progress: Progress, columns: number, style: Style): string => {
  const width = Math.max(1, Math.min(widest, columns) - 1);
  const { waiting, shortfall, nodes } = progress;
  const reasons = waiting === undefined ? shortfall && `the pool has ${shortfall}` : `waiting: ${waiting}`;
  const lines = [
    barLine(progress, width, style),
    countLine(progress, width),
    // A reason about the nodes already has their states.
    ...(nodes !== undefined && !waiting?.startsWith("nodes:") ? [nodeLine(nodes, width, style)] : []),
    ...slowWords(progress).map((line) => style("yellow", keepStart(line, width))),
    ...reasonLines(reasons ?? "", width).map((line) => style("yellow", line)),
  ];
  return lines.join("\n");
};

/** Leaves out what doesn't fit: a cost without its last digits would be wrong. */
const countLine = (progress: Progress, width: number): string => {
  const more = [...(progress.counts.active > 0 ? paceWords(progress) : []), ...spentWords(progress)];
  let line = keepStart(stateWords(progress), width);
  for (const part of more) {
    const longer = `${line} · ${part}`;
    if (longer.length <= width) line = longer;
  }
  return line;
};

const barLine = ({ counts, total, elapsedMs, leftMs }: Progress, width: number, style: Style): string => {
  const done = counts.succeeded + counts.failed;
  const time = `  ${done}/${total}  ${formatElapsed(elapsedMs)}`;
  const withLeft = leftMs === undefined ? time : `${time}, ${leftWords(leftMs)}`;
  const tail = withLeft.length + shortestBar <= width ? withLeft : time;
  return bar(counts, Math.max(0, width - tail.length), style) + keepStart(tail, width);
};

const nodeLine = (nodes: NonNullable<Progress["nodes"]>, width: number, style: Style): string => {
  const total = Object.values(nodes).reduce((sum, count) => sum + count, 0);
  if (total === 0) return style("dim", keepStart("no nodes", width));
  const length = Math.min(total, mostNodeCells, Math.floor(width / 3));
  if (width < 20) return keepStart(describeNodes(nodes), width);
  return `${nodeStrip(nodes, length, style)} ${style("dim", keepStart(`nodes: ${describeNodes(nodes)}`, width - length - 1))}`;
};

/** Wraps a reason, and ends it with `…` if it has too many lines. */
const reasonLines = (text: string, width: number): string[] => {
  const lines = wrap(text, width);
  if (lines.length <= mostReasonLines) return lines;
  const shown = lines.slice(0, mostReasonLines - 1);
  return [...shown, keepStart(lines.slice(shown.length).join(" "), width)];
};

const bar = (counts: Counts, width: number, style: Style): string => {
  const shares = shareOut(
    order.map((state) => counts[state]),
    width,
  );
  return order
    .map((state, i) => (shares[i] ? style(colours[state], cells[state].repeat(shares[i])) : ""))
    .join("");
};

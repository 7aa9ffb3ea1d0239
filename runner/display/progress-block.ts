import type { styleText } from "node:util";
import { formatElapsed } from "../duration.ts";
import type { Progress } from "../events.ts";
import type { Counts } from "../job/monitor.ts";
import { nodeWords, stateWords } from "./words.ts";

type Format = Parameters<typeof styleText>[0];
export type Style = (format: Format, text: string) => string;

/** Tells the states apart without colour as well. */
const cells = { succeeded: "█", failed: "X", running: "▒", active: "░" } as const;
const colours = { succeeded: "green", failed: "red", running: "yellow", active: "gray" } as const;
const order = ["succeeded", "failed", "running", "active"] as const;

const widest = 80;

/** The block that a terminal shows while a job runs: never wider than the terminal, and at most 80 columns. */
export const progressBlock = (progress: Progress, columns: number, style: Style): string => {
  const width = Math.min(widest, columns) - 1;
  const done = progress.counts.succeeded + progress.counts.failed;
  const tail = `  ${done}/${progress.total}  ${formatElapsed(progress.elapsedMs)}`;
  const lines = [
    bar(progress.counts, Math.max(0, width - tail.length), style) + clip(tail, width),
    clip(stateWords(progress), width),
    style("dim", clip(nodeWords(progress) ?? "", width)),
  ];
  return lines.join("\n");
};

const clip = (text: string, width: number): string =>
  text.length <= width ? text : `${text.slice(0, width - 1)}…`;

const bar = (counts: Counts, width: number, style: Style): string =>
  barCells(counts, width)
    .map(({ state, length }) => (length > 0 ? style(colours[state], cells[state].repeat(length)) : ""))
    .join("");

/** The width shared among the states: whole cells, at least one for a state that has tasks, exactly the width in all. */
export const barCells = (counts: Counts, width: number): { state: keyof Counts; length: number }[] => {
  const total = order.reduce((sum, state) => sum + counts[state], 0);
  const shares = order.map((state) => ({
    state,
    length:
      counts[state] === 0 || width < order.length
        ? 0
        : Math.max(1, Math.floor((counts[state] / total) * width)),
  }));
  const longest = shares.reduce((a, b) => (b.length >= a.length ? b : a));
  longest.length += width - shares.reduce((sum, { length }) => sum + length, 0);
  return shares;
};

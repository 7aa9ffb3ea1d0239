import { neighbour } from "./hit.ts";
import type { Lanes } from "./lanes.ts";
import { pan, type Range, reveal, zoom } from "./view.ts";

interface KeyState {
  readonly lanes: Lanes;
  readonly range: Range;
  readonly bounds: Range;
  /** Selected task; -1 for none. */
  readonly task: number;
}

type KeyResult = { readonly range?: Range; readonly task?: number; readonly open?: boolean } | undefined;

const directions = { ArrowLeft: "left", ArrowRight: "right", ArrowUp: "up", ArrowDown: "down" } as const;

/** Returns the effect of a key on the timeline; undefined for a key without one. */
export const pressKey = (
  { key, shiftKey }: Pick<KeyboardEvent, "key" | "shiftKey">,
  state: KeyState,
): KeyResult => {
  const { range, bounds, task } = state;
  const middle = (range[0] + range[1]) / 2;
  if (key === "+" || key === "=") return { range: zoom(range, 1 / 1.6, centre(state, middle), bounds) };
  if (key === "-" || key === "_") return { range: zoom(range, 1.6, centre(state, middle), bounds) };
  if (key === "0" || key === "Home") return { range: bounds };
  if (key === "Escape") return { task: -1 };
  if (key === "Enter" && task >= 0) return { open: true };
  const direction = directions[key as keyof typeof directions];
  if (direction === undefined) return undefined;
  if (shiftKey && direction === "left") return { range: pan(range, -0.25, bounds) };
  if (shiftKey && direction === "right") return { range: pan(range, 0.25, bounds) };
  return shiftKey ? undefined : moveTo(state, direction);
};

/** Zooms around the selected task if it is visible. */
const centre = ({ lanes, range, task }: KeyState, middle: number): number => {
  const start = task < 0 ? -1 : (lanes.start[task] ?? -1);
  return start >= range[0] && start <= range[1] ? start : middle;
};

const moveTo = (
  { lanes, range, bounds, task }: KeyState,
  direction: "left" | "right" | "up" | "down",
): KeyResult => {
  const next = task < 0 ? lanes.order[0] : neighbour(lanes, task, direction);
  if (next === undefined) return undefined;
  return { task: next, range: reveal(range, lanes.start[next]!, lanes.end[next]!, bounds) };
};

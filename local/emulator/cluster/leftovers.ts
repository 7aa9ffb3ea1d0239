import { killTree } from "./kill-tree.ts";

/** Ends what tasks leave behind in sessions of their own, soon after them. */
export interface Leftovers {
  /** A process starts in this directory: what is found there is its own. */
  started(dir: string): void;
  ended(dir: string): void;
  close(): void;
}

// A look at all processes of the machine takes milliseconds: one is for all tasks that ended since the last.
const betweenLooks = 1000;

export const createLeftovers = (): Leftovers => {
  const ended = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let lastLook = Number.NEGATIVE_INFINITY;
  const look = (): void => {
    timer = undefined;
    lastLook = performance.now();
    killTree({ dirs: ended });
    ended.clear();
  };
  return {
    started: (dir) => ended.delete(dir),
    ended: (dir) => {
      ended.add(dir);
      timer ??= setTimeout(look, Math.max(0, lastLook + betweenLooks - performance.now()));
    },
    close: () => clearTimeout(timer),
  };
};

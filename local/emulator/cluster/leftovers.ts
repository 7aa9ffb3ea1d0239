import { killTree } from "./kill-tree.ts";

/** Ends processes that tasks leave behind in other sessions. */
export interface Leftovers {
  /** Called when a task starts in the directory: processes there are its own. */
  started(dir: string): void;
  /** Called when the task of the directory has ended. */
  ended(dir: string): void;
  close(): void;
}

// Scanning all processes takes milliseconds: one scan covers all tasks that ended since the last.
const scanIntervalMs = 1000;

export const createLeftovers = (): Leftovers => {
  const ended = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let lastScan = Number.NEGATIVE_INFINITY;
  const scan = (): void => {
    timer = undefined;
    lastScan = performance.now();
    killTree({ dirs: ended });
    ended.clear();
  };
  return {
    started: (dir) => ended.delete(dir),
    ended: (dir) => {
      ended.add(dir);
      timer ??= setTimeout(scan, Math.max(0, lastScan + scanIntervalMs - performance.now()));
    },
    close: () => clearTimeout(timer),
  };
};

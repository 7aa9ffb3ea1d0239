/** Calls actions at their deadlines, with one timer for all. */
export interface Alarm {
  /** Calls `action` at a time in milliseconds since 1970. A later call with the same key replaces it. */
  set(key: string, at: number, action: () => void): void;
  clear(key: string): void;
  close(): void;
}

/** Calls `ring` once after the given milliseconds. Returns a function that stops the timer. */
export type SetTimer = (ring: () => void, millis: number) => () => void;

const setRealTimer: SetTimer = (ring, millis) => {
  const timer = setTimeout(ring, millis);
  return () => clearTimeout(timer);
};

// The longest timeout of Node's timers; later deadlines are checked again then.
const longest = 2 ** 31 - 1;

export const createAlarm = (now: () => Date, setTimer = setRealTimer): Alarm => {
  const deadlines = new Map<string, { readonly at: number; readonly action: () => void }>();
  let stop = (): void => {};
  let armedFor = Number.POSITIVE_INFINITY;
  let isClosed = false;

  const arm = (at: number): void => {
    stop();
    armedFor = at;
    const millis = Math.min(Math.max(at - now().getTime(), 0), longest);
    stop = at === Number.POSITIVE_INFINITY ? () => {} : setTimer(ring, millis);
  };
  const ring = (): void => {
    const time = now().getTime();
    const due = [...deadlines].filter(([, { at }]) => at <= time);
    for (const [key] of due) deadlines.delete(key);
    let next = Number.POSITIVE_INFINITY;
    for (const { at } of deadlines.values()) next = Math.min(next, at);
    arm(next);
    for (const [, { action }] of due) action();
  };

  return {
    set: (key, at, action) => {
      // Work that continues while the service closes must not keep the process alive.
      if (isClosed) return;
      deadlines.set(key, { at, action });
      if (at < armedFor) arm(at);
    },
    // The timer stays: one call without a due deadline is cheaper than searching for the next one now.
    clear: (key) => deadlines.delete(key),
    close: () => {
      isClosed = true;
      deadlines.clear();
      arm(Number.POSITIVE_INFINITY);
    },
  };
};

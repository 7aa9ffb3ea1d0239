import type { BatchServiceOptions } from "../../../../local/emulator/service.ts";

/** A service's clock, which only the test advances. */
interface VirtualTime extends Required<Pick<BatchServiceOptions, "now" | "setTimer">> {
  /** Advances the clock and calls the timers that are due, in order. */
  advance(millis: number): void;
  /** Number of timers called. */
  rings(): number;
}

/** Starts 14 minutes ago, on a half minute: requests are signed with the real time, which may differ by 15 minutes. */
export const virtualTime = (): VirtualTime => {
  let time = Math.floor(Date.now() / 30_000) * 30_000 - 14 * 60_000;
  let rung = 0;
  const timers = new Set<{ readonly at: number; readonly ring: () => void }>();
  return {
    now: () => new Date(time),
    setTimer: (ring, millis) => {
      const timer = { at: time + millis, ring };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    advance: (millis) => {
      const until = time + millis;
      for (;;) {
        const [next] = [...timers].filter(({ at }) => at <= until).sort((a, b) => a.at - b.at);
        if (next === undefined) break;
        timers.delete(next);
        time = Math.max(time, next.at);
        rung++;
        next.ring();
      }
      time = until;
    },
    rings: () => rung,
  };
};

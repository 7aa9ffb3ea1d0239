import type { BatchServiceOptions } from "../../../../local/emulator/service.ts";

/** A service's clock that only moves when a test moves it; what was to ring until then has rung. */
interface VirtualTime extends Required<Pick<BatchServiceOptions, "now" | "setTimer">> {
  /** In order, each ring at its own time. */
  advance(millis: number): void;
  /** How often it has rung. */
  rings(): number;
}

/** It begins 14 minutes ago, on a half minute: requests are signed with the real time, at most 15 minutes from the service's. */
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

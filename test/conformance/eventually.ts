import { until } from "../helpers/until.ts";
import { isLive } from "./target.ts";

/**
 * Asks until it gets an answer, which is anything but undefined or false. A live pool takes minutes where the local one takes
 * milliseconds: so do the deadline and the pause.
 */
export const eventually = <T>(what: string, ask: () => Promise<T | undefined | false>): Promise<T> =>
  until(ask, isLive ? { what, deadlineMs: 20 * 60_000, pauseMs: 3000 } : { what, pauseMs: 10 });

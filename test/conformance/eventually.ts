import { until } from "../helpers/until.ts";
import { isLive } from "./target.ts";

/**
 * Calls a function until it returns neither undefined nor false, and returns the result. The deadline and the pause are longer
 * for a live account, whose pools take minutes and not milliseconds.
 */
export const eventually = <T>(what: string, ask: () => Promise<T | undefined | false>): Promise<T> =>
  until(ask, isLive ? { what, deadlineMs: 20 * 60_000, pauseMs: 3000 } : { what, pauseMs: 10 });

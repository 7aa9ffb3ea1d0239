import type { Transition } from "../time/pace.ts";
import type { ClusterContext } from "./runtime.ts";

export type PaceContext = Pick<ClusterContext, "pace" | "clock" | "pause">;

/**
 * Resolves when a transition that began at `since` has taken its time; immediately at the instant pace. Times are in the database,
 * so that a transition continues after a restart. Rejects when the signal is aborted.
 */
export const untilOver = async (
  { pace, clock, pause }: PaceContext,
  transition: Transition,
  { since, signal }: { readonly since: string | number; readonly signal: AbortSignal },
): Promise<void> => {
  const millis = pace(transition);
  if (millis === 0) return;
  const start = typeof since === "string" ? Date.parse(since) : since;
  const left = start + millis - clock.now() / 1000;
  if (left > 0) await pause(left, signal);
};

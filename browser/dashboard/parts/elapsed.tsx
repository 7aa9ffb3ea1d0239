import type { RunRow } from "../../contract/dashboard.ts";
import { duration } from "../../ui/format.ts";
import { useNow } from "./use-now.ts";

/** Duration of a run, counted up while it is underway. */
export const Elapsed = ({ run: { state, elapsedMs, createdAt } }: { readonly run: RunRow }) => {
  const now = useNow();
  if (isUnderway(state)) return <>{duration(Math.max(0, now - Date.parse(createdAt)))}</>;
  return <>{elapsedMs === undefined ? "–" : duration(elapsedMs)}</>;
};

/** Whether a run in this state has tasks that Batch may still run. */
export const isUnderway = (state: string): boolean => state === "running" || state === "waiting";

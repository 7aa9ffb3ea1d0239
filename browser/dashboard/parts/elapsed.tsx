import type { RunRow } from "../../contract/dashboard.ts";
import { duration } from "../../ui/format.ts";
import { useNow } from "./use-now.ts";

/** Duration of a run, counted up while it is underway. */
export const Elapsed = ({ run: { state, elapsedMs, createdAt } }: { readonly run: RunRow }) => {
  if (isUnderway(state)) return <RunningFor since={createdAt} />;
  return <>{elapsedMs === undefined ? "–" : duration(elapsedMs)}</>;
};

/** Time since a moment in ISO 8601, counted up. */
export const RunningFor = ({ since }: { readonly since: string }) => (
  <>{duration(Math.max(0, useNow() - Date.parse(since)))}</>
);

/** Whether a run in this state has tasks that Batch may still run. */
export const isUnderway = (state: string): boolean => state === "running" || state === "waiting";

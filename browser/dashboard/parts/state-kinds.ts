import type { StateKind } from "../../ui/state-badge.tsx";

const kinds: Readonly<Record<string, StateKind>> = {
  succeeded: "succeeded",
  completed: "succeeded",
  failed: "failed",
  "timed out": "failed",
  unreadable: "failed",
  running: "running",
  preparing: "running",
  terminating: "running",
  deleting: "running",
  active: "waiting",
  waiting: "waiting",
  "not begun": "waiting",
  "half begun": "waiting",
};

/** Returns the kind of a state of a run, job, task or schedule. */
export const kindOf = (state: string): StateKind => kinds[state] ?? "notRun";

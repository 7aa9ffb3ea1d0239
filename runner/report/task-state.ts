import type { TaskState } from "../../browser/contract/report-data.ts";
import type { TaskOutcome } from "../results/outcome.ts";
import type { ReportSource } from "./report-source.ts";

/** Returns the state of a task in the report. */
export const taskState = (
  { taskId, succeeded, cachedFrom, nodeId, exitCode }: TaskOutcome,
  unfinished: ReportSource["unfinished"],
): TaskState => {
  if (unfinished?.running.has(taskId)) return "running";
  if (unfinished?.has(taskId)) return "waiting";
  if (succeeded) return cachedFrom === undefined ? "succeeded" : "cached";
  return nodeId === undefined && exitCode === undefined ? "notRun" : "failed";
};

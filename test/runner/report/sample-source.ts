import type { ReportSource } from "../../../runner/report/report-source.ts";
import type { TaskOutcome } from "../../../runner/results/outcome.ts";
import { manifestOf } from "../fakes.ts";

/** Returns an ISO 8601 moment, in seconds since the run was planned. */
export const at = (seconds: number): string =>
  new Date(Date.parse("2026-11-23T10:00:00Z") + 1000 * seconds).toISOString();

/** A task that ran for four seconds. */
export const outcomeOf = (i: number, fields: Partial<TaskOutcome> = {}): TaskOutcome => ({
  taskId: `t-${i}`,
  inputs: [`in-${i}.txt`],
  succeeded: true,
  exitCode: 0,
  nodeId: "node-1",
  seconds: 4,
  times: {
    queuedAt: at(0),
    startedAt: at(10),
    programStartedAt: at(11),
    endedAt: at(13),
    uploadedAt: at(14),
  },
  retryCount: 0,
  requeueCount: 0,
  files: [],
  row: [`text ${i}`],
  ...fields,
});

/** A finished run with these outcomes. */
export const sourceOf = (
  outcomes: readonly TaskOutcome[],
  {
    report,
    ...fields
  }: Partial<Omit<ReportSource, "report">> & { report?: Partial<ReportSource["report"]> } = {},
): ReportSource => {
  const failed = outcomes.filter(({ succeeded }) => !succeeded).length;
  return {
    manifest: manifestOf(outcomes.length),
    report: {
      reportVersion: 2,
      jobId: "job-1",
      workload: "test",
      createdAt: at(0),
      finishedAt: at(20),
      elapsedMs: 20_000,
      succeeded: outcomes.length - failed,
      failed,
      cached: outcomes.filter(({ cachedFrom }) => cachedFrom !== undefined).length,
      ...report,
    },
    outcomes: () => outcomes,
    columns: ["text"],
    folder: "/nowhere",
    again: "npx azbatch submit test",
    logCommand: (taskId) => `npx azbatch logs job-1 ${taskId}`,
    ...fields,
  };
};

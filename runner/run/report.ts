import type { Manifest } from "../plan/manifest.ts";
import type { TaskOutcome } from "../results/outcome.ts";

/** The record of a finished run: `report.json` in its folder and in storage. Holds no secret. */
export interface RunReport {
  readonly reportVersion: 1;
  readonly jobId: string;
  readonly workload: string;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly finishedAt: string;
  /** Of the command that finished it. */
  readonly elapsedMs: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly tasks: readonly TaskOutcome[];
}

interface ReportRequest {
  readonly manifest: Manifest;
  readonly outcomes: readonly TaskOutcome[];
  readonly elapsedMs: number;
  readonly finishedAt: Date;
}

export const runReport = ({ manifest, outcomes, elapsedMs, finishedAt }: ReportRequest): RunReport => {
  const failed = outcomes.filter(({ succeeded }) => !succeeded).length;
  return {
    reportVersion: 1,
    jobId: manifest.jobId,
    workload: manifest.workload,
    createdAt: manifest.createdAt,
    finishedAt: finishedAt.toISOString(),
    elapsedMs,
    succeeded: outcomes.length - failed,
    failed,
    tasks: outcomes,
  };
};

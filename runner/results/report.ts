import * as v from "valibot";
import type { Manifest } from "../manifest/manifest.ts";
import { IdleNodes } from "./idle-nodes.ts";
import { RunCost } from "./run-cost.ts";
import { RunEnvironment } from "./run-environment.ts";
import { RunNode } from "./run-node.ts";
import { RunUsage } from "./run-usage.ts";

/** Totals of a finished run: the first line of a stored report. Contains no secret. */
export const RunReport = v.object({
  reportVersion: v.literal(2),
  jobId: v.string(),
  workload: v.string(),
  /** ISO 8601. */
  createdAt: v.string(),
  finishedAt: v.string(),
  /** Duration of the command that finished the run. */
  elapsedMs: v.number(),
  /** Tasks, including those that earlier runs completed. */
  succeeded: v.number(),
  failed: v.number(),
  cached: v.number(),
  /** Failed tasks that never ran because the job ended. */
  notRun: v.optional(v.number()),
  /** Reason why the job ended before all its tasks had run. */
  endedBecause: v.optional(v.string()),
  environment: v.optional(RunEnvironment),
  /** Nodes that existed while a command followed the run, at most 1,000; absent if none was seen. */
  nodes: v.optional(v.pipe(v.array(RunNode), v.readonly())),
  /** Absent if no task was measured. */
  usage: v.optional(RunUsage),
  /** Absent if the price of the nodes was unknown. */
  cost: v.optional(RunCost),
  /** Nodes that the pool keeps; absent on the local cloud, and if none stay. */
  idle: v.optional(IdleNodes),
  /** Headings of the tasks' rows in the results table; absent if the run's command made no rows. */
  columns: v.optional(v.pipe(v.array(v.string()), v.readonly())),
});
export type RunReport = Readonly<v.InferOutput<typeof RunReport>>;

interface ReportRequest {
  readonly manifest: Manifest;
  readonly counts: Pick<RunReport, "succeeded" | "failed" | "cached" | "notRun">;
  readonly endedBecause?: string | undefined;
  readonly environment?: RunReport["environment"];
  readonly nodes?: RunReport["nodes"];
  readonly usage?: RunReport["usage"];
  readonly cost?: RunReport["cost"];
  readonly idle?: RunReport["idle"];
  readonly columns?: RunReport["columns"];
  readonly elapsedMs: number;
  readonly finishedAt: Date;
}

export const runReport = ({
  manifest,
  counts,
  endedBecause,
  environment,
  nodes,
  usage,
  cost,
  idle,
  columns,
  elapsedMs,
  finishedAt,
}: ReportRequest): RunReport => ({
  reportVersion: 2,
  jobId: manifest.jobId,
  workload: manifest.workload,
  createdAt: manifest.createdAt,
  finishedAt: finishedAt.toISOString(),
  elapsedMs,
  ...counts,
  ...(endedBecause !== undefined && { endedBecause }),
  ...(environment !== undefined && { environment }),
  ...(nodes !== undefined && { nodes }),
  ...(usage !== undefined && { usage }),
  ...(cost !== undefined && { cost }),
  ...(idle !== undefined && { idle }),
  ...(columns !== undefined && { columns }),
});

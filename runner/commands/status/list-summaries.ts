import type { BatchServiceModels as Models } from "@azure/batch";
import pMap from "p-map";
import type { BatchClient } from "../../azure/batch-client.ts";
import type { Clients } from "../../azure/clients.ts";
import { isServiceError } from "../../azure/service-error.ts";
import { RunnerError } from "../../errors.ts";
import type { Counts } from "../../job/monitor.ts";
import { runMetadata } from "../../job/run-metadata.ts";
import { readHeader, readReport } from "../../results/run-record.ts";
import { type ListedRun, listRuns } from "../../storage/list-runs.ts";
import type { RunSummary } from "../../ui/command-events.ts";
import { type RunFacts, runState } from "./run-state.ts";

type StatusClients = Pick<Clients, "application"> & {
  readonly batch: Pick<BatchClient, "listJobs" | "getTaskCounts">;
};

/** Returns the newest runs of the environment, and the number of all. Each listed run costs two or three calls. */
export const listSummaries = async (
  clients: StatusClients,
  most: number,
): Promise<{ readonly runs: readonly RunSummary[]; readonly total: number }> => {
  const found: ListedRun[] = [];
  for await (const run of listRuns(clients.application)) found.push(run);
  const jobs = new Map<string, Models.CloudJob>();
  for await (const job of clients.batch.listJobs()) jobs.set(job.id ?? "", job);
  found.push(...withoutPlan(found, jobs));
  found.sort((a, b) => b.createdAt.getTime() - a.createdAt.getTime());
  const runs = await pMap(found.slice(0, most), (run) => summarize(clients, run, jobs.get(run.jobId)), {
    concurrency: 8,
  });
  return { runs: runs.filter((run) => run !== undefined), total: found.length };
};

/** Returns the runs of jobs whose plan storage has lost. */
const withoutPlan = (
  planned: readonly ListedRun[],
  jobs: ReadonlyMap<string, Models.CloudJob>,
): ListedRun[] => {
  const known = new Set(planned.map(({ jobId }) => jobId));
  return [...jobs].flatMap(([jobId, job]) => {
    const run = known.has(jobId) ? undefined : runMetadata(job);
    return run === undefined ? [] : [{ jobId, createdAt: run.createdAt }];
  });
};

/** Summary of a run whose plan storage has lost; undefined if the job is not a run's. */
export const summaryOfJob = (
  job: Models.CloudJob,
  facts: Pick<RunFacts, "report" | "counts">,
): RunSummary | undefined => {
  const run = runMetadata(job);
  if (run === undefined) return undefined;
  const { counts } = facts;
  const taskCount =
    counts === undefined ? 0 : counts.active + counts.running + counts.succeeded + counts.failed;
  const { workload, createdAt } = run;
  const base = { jobId: job.id ?? "", workload, createdAt: createdAt.toISOString() };
  return { ...base, ...runState({ taskCount, job, ...facts }), planMissing: true };
};

const unreadable = {
  workload: "?",
  state: "unreadable",
  counts: { active: 0, running: 0, succeeded: 0, failed: 0 },
} as const;

/** Returns undefined if the run was deleted meanwhile. */
const summarize = async (
  { application, batch }: StatusClients,
  { jobId, createdAt }: ListedRun,
  job: Models.CloudJob | undefined,
): Promise<RunSummary | undefined> => {
  const run = { application, jobId };
  const record = await Promise.all([readHeader(run), readReport(run)]).catch((error: unknown) => {
    if (!(error instanceof RunnerError) || error.kind !== "environment") throw error;
    return "unreadable" as const;
  });
  if (record === "unreadable") return { ...unreadable, jobId, createdAt: createdAt.toISOString() };
  const [header, report] = record;
  const isOver = report !== undefined && job?.state !== "active";
  const counts = isOver || job === undefined ? undefined : await countTasks(batch, jobId);
  if (header === undefined) return job && summaryOfJob(job, { report, counts });
  const { workload, taskCount } = header;
  return { jobId, workload, createdAt: header.createdAt, ...runState({ taskCount, report, job, counts }) };
};

/** Returns undefined if the job was deleted meanwhile. */
export const countTasks = async (
  batch: Pick<BatchClient, "getTaskCounts">,
  jobId: string,
): Promise<Counts | undefined> => {
  try {
    const { active, running, succeeded, failed } = await batch.getTaskCounts(jobId);
    return { active, running, succeeded, failed };
  } catch (error) {
    if (!isServiceError(error, "JobNotFound")) throw error;
    return undefined;
  }
};

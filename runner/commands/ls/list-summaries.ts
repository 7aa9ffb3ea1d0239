import type { BatchServiceModels as Models } from "@azure/batch";
import pMap from "p-map";
import type { BatchClient } from "../../azure/batch-client.ts";
import type { Clients } from "../../azure/clients.ts";
import { isServiceError } from "../../azure/service-error.ts";
import { RunnerError } from "../../errors.ts";
import type { Counts } from "../../job/monitor.ts";
import { runMetadata } from "../../job/run-metadata.ts";
import { readHeader, readReport } from "../../results/run-record.ts";
import { listRunIds, type RunId, workloadLength } from "../../storage/run-ids.ts";
import type { RunState, RunSummary } from "../../ui/command-events.ts";
import { elapsedOf, type RunFacts, runState } from "../status/run-state.ts";

type StatusClients = Pick<Clients, "application"> & {
  readonly batch: Pick<BatchClient, "listJobs" | "getTaskCounts">;
};

export interface ListRequest {
  /** Most runs to return. */
  readonly most: number;
  readonly workload?: string | undefined;
  readonly states?: readonly RunState[] | undefined;
}

interface RunList {
  /** The newest first. */
  readonly runs: readonly RunSummary[];
  /** Older runs that were not read. */
  readonly unread: number;
}

/** Runs to read, at least, to find those of a state. */
const mostRead = 500;

/** Runs to read at a time. */
const concurrency = 8;

/** Returns the newest runs of the environment that match the request. Each run that is read costs two or three calls. */
export const listSummaries = async (
  clients: StatusClients,
  { most, workload, states }: ListRequest,
): Promise<RunList> => {
  const jobs = new Map<string, Models.CloudJob>();
  for await (const job of clients.batch.listJobs()) jobs.set(job.id ?? "", job);
  const planned = await listRunIds(clients.application);
  const found = [...planned, ...withoutPlan(planned, jobs)].filter(
    (run) => workload === undefined || run.workload === workload.slice(0, workloadLength),
  );
  found.sort((a, b) => b.plannedAt.getTime() - a.plannedAt.getTime());
  const runs: RunSummary[] = [];
  const readable = states === undefined ? most : Math.max(most, mostRead);
  let read = 0;
  while (runs.length < most && read < Math.min(found.length, readable)) {
    const next = found.slice(read, read + most);
    read += next.length;
    const summaries = await pMap(next, (run) => summarize(clients, run, jobs.get(run.jobId)), {
      concurrency,
    });
    const present = summaries.filter((run) => run !== undefined);
    runs.push(...present.filter(({ state }) => states?.includes(state) ?? true));
  }
  runs.sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1));
  return { runs: runs.slice(0, most), unread: found.length - read };
};

/** Returns the runs of jobs whose plan storage has lost. */
const withoutPlan = (planned: readonly RunId[], jobs: ReadonlyMap<string, Models.CloudJob>): RunId[] => {
  const known = new Set(planned.map(({ jobId }) => jobId));
  return [...jobs].flatMap(([jobId, job]) => {
    const run = known.has(jobId) || job.state === "deleting" ? undefined : runMetadata(job);
    return run === undefined ? [] : [{ jobId, workload: run.workload, plannedAt: run.createdAt }];
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
  const elapsedMs = elapsedOf({ createdAt: base.createdAt, job, report: undefined });
  return { ...base, ...runState({ taskCount, job, ...facts }), elapsedMs, planMissing: true };
};

const unreadable = {
  workload: "?",
  state: "unreadable",
  counts: { active: 0, running: 0, succeeded: 0, failed: 0 },
} as const;

/** Returns undefined if the run was deleted meanwhile. */
const summarize = async (
  { application, batch }: StatusClients,
  { jobId, plannedAt }: RunId,
  job: Models.CloudJob | undefined,
): Promise<RunSummary | undefined> => {
  const run = { application, jobId };
  const record = await Promise.all([readHeader(run), readReport(run)]).catch((error: unknown) => {
    if (!(error instanceof RunnerError) || error.kind !== "environment") throw error;
    return "unreadable" as const;
  });
  if (record === "unreadable") return { ...unreadable, jobId, createdAt: plannedAt.toISOString() };
  const [header, report] = record;
  const isOver = report !== undefined && job?.state !== "active";
  const counts = isOver || job === undefined ? undefined : await countTasks(batch, jobId);
  if (header === undefined) return job && summaryOfJob(job, { report, counts });
  const { workload, taskCount } = header;
  const { createdAt } = header;
  const elapsedMs = elapsedOf({ createdAt, job, report });
  const state = runState({ taskCount, report, job, counts });
  return { jobId, workload, createdAt, ...state, elapsedMs, cost: report?.cost };
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

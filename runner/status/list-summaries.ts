import type { BatchServiceModels as Models } from "@azure/batch";
import pMap from "p-map";
import type { BatchClient } from "../batch/batch-client.ts";
import { isServiceError } from "../batch/service-error.ts";
import { type ListedRun, listRuns } from "../blobs/list-runs.ts";
import { readHeader, readReport } from "../blobs/run-record.ts";
import type { Clients } from "../clients.ts";
import type { Counts } from "../job/monitor.ts";
import { type RunState, runState } from "./run-state.ts";

/** A run as a list shows it. */
export interface RunSummary {
  readonly jobId: string;
  readonly workload: string;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly state: RunState;
  readonly counts: Counts;
}

export type StatusClients = Pick<Clients, "application" | "storageCall"> & {
  readonly batch: Pick<BatchClient, "listJobs" | "getTaskCounts">;
};

/** The newest runs of the environment, and how many there are in all. A run costs two or three calls. */
export const listSummaries = async (
  clients: StatusClients,
  most: number,
): Promise<{ readonly runs: readonly RunSummary[]; readonly total: number }> => {
  const found: ListedRun[] = [];
  for await (const run of listRuns(clients.application, clients.storageCall)) found.push(run);
  found.sort((a, b) => b.createdAt.getTime() - a.createdAt.getTime());
  const jobs = new Map<string, Models.CloudJob>();
  for await (const job of clients.batch.listJobs()) jobs.set(job.id ?? "", job);
  const runs = await pMap(found.slice(0, most), ({ jobId }) => summarize(clients, jobId, jobs.get(jobId)), {
    concurrency: 8,
  });
  return { runs: runs.filter((run) => run !== undefined), total: found.length };
};

/** Undefined: the run was cleaned away meanwhile. */
const summarize = async (
  { application, storageCall, batch }: StatusClients,
  jobId: string,
  job: Models.CloudJob | undefined,
): Promise<RunSummary | undefined> => {
  const run = { application, storageCall, jobId };
  const [header, report] = await Promise.all([readHeader(run), readReport(run)]);
  if (header === undefined) return undefined;
  const isOver = report !== undefined && job?.state !== "active";
  const counts = isOver || job === undefined ? undefined : await countTasks(batch, jobId);
  const { workload, createdAt, taskCount } = header;
  return { jobId, workload, createdAt, ...runState({ taskCount, report, job, counts }) };
};

/** Undefined: there is no such job any more. */
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

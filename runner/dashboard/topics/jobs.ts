import type { BatchServiceModels as Models } from "@azure/batch";
import pMap from "p-map";
import type { JobRow, JobView, ScheduleRow } from "../../../browser/contract/dashboard.ts";
import type { BatchClient } from "../../azure/batch-client.ts";
import { runMetadata } from "../../job/run-metadata.ts";
import { notFound } from "../problem.ts";
import type { Source } from "../topic.ts";

/** Jobs in a list, the newest first. */
const mostJobs = 500;

/** Jobs to sort: Batch lists them by id. */
const mostListed = 5000;

/** Active jobs whose tasks a list counts, a request each. */
const mostCounted = 20;

/** All jobs of the account, those of other clients too. */
export const jobsSource = (
  batch: Pick<BatchClient, "listFirstJobs" | "getTaskCounts">,
): Source<readonly JobRow[]> => ({
  look: async () => {
    const jobs = (await batch.listFirstJobs(mostListed)).sort((a, b) => createdMs(b) - createdMs(a));
    const active = jobs.filter(({ state }) => state === "active").slice(0, mostCounted);
    const counted = await pMap(active, async ({ id = "" }) => [id, await countsOf(batch, id)] as const, {
      concurrency: 8,
    });
    const counts = new Map(counted);
    return jobs.slice(0, mostJobs).map((job) => jobRow(job, counts.get(job.id ?? "")));
  },
});

const createdMs = ({ creationTime }: Models.CloudJob): number => creationTime?.getTime() ?? 0;

const countsOf = async (
  batch: Pick<BatchClient, "getTaskCounts">,
  jobId: string,
): Promise<JobRow["counts"]> => {
  const { active, running, succeeded, failed } = await batch.getTaskCounts(jobId);
  return { active, running, succeeded, failed };
};

const jobRow = (job: Models.CloudJob, counts: JobRow["counts"]): JobRow => ({
  id: job.id ?? "",
  state: job.state ?? "",
  createdAt: job.creationTime?.toISOString() ?? "",
  poolId: job.executionInfo?.poolId ?? job.poolInfo?.poolId ?? "",
  priority: job.priority ?? 0,
  isRun: runMetadata(job) !== undefined,
  counts,
});

export const jobSource = (
  batch: Pick<BatchClient, "getJob" | "getTaskCounts" | "listPreparations">,
  jobId: string,
): Source<JobView> => ({
  look: async () => {
    const job = await batch.getJob(jobId);
    if (job === undefined) throw notFound("JobNotFound", `job ${jobId} doesn't exist`);
    const [counts, preparations] = await Promise.all([countsOf(batch, jobId), batch.listPreparations(jobId)]);
    const { startTime, endTime, terminateReason } = job.executionInfo ?? {};
    return {
      ...jobRow(job, counts),
      displayName: job.displayName,
      startedAt: startTime?.toISOString(),
      endedAt: endTime?.toISOString(),
      endedBecause: terminateReason,
      metadata: (job.metadata ?? []).map(({ name, value }) => [name, value] as const),
      preparations: preparations.map(({ nodeId, exitCode, hasFailed }) => ({
        nodeId,
        state: preparationState(exitCode, hasFailed),
        exitCode,
      })),
    };
  },
});

const preparationState = (exitCode: number | undefined, hasFailed: boolean): string => {
  if (hasFailed) return "failed";
  return exitCode === undefined ? "running" : "completed";
};

export const schedulesSource = (
  batch: Pick<BatchClient, "listJobSchedules">,
): Source<readonly ScheduleRow[]> => ({
  look: async () =>
    (await batch.listJobSchedules()).map(({ id = "", state = "", executionInfo }) => ({
      id,
      state,
      nextRunAt: executionInfo?.nextRunTime?.toISOString(),
      recentJobId: executionInfo?.recentJob?.id,
    })),
});

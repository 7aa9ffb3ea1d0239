import type { BatchRequest, ResourceHead } from "../../protocol/batch-request.ts";
import type { JobSchedule } from "../../state/schedule-types.ts";
import type { StoredSchedule } from "../../state/store.ts";
import { jobUrl } from "./job-json.ts";

const scheduleUrl = (request: BatchRequest, id: string): string => `${request.baseUrl}/jobschedules/${id}`;

export const scheduleHead = (request: BatchRequest, { doc }: StoredSchedule): ResourceHead => ({
  url: scheduleUrl(request, doc.id),
  eTag: doc.eTag,
  lastModified: doc.lastModified,
});

/** Returns a job schedule's JSON. */
export const scheduleJson = (request: BatchRequest, { doc }: StoredSchedule): object => {
  const { jobs, autoPoolId, ...schedule } = doc;
  return { ...schedule, url: scheduleUrl(request, doc.id), executionInfo: executionInfo(request, doc) };
};

/** Recorded: only a completed schedule has an end, and it has no next run; while it is deleted, it has one again. */
const executionInfo = (request: BatchRequest, { state, executionInfo: stored }: JobSchedule): object => {
  const { recentJob, nextRunTime, endTime } = stored;
  return {
    ...(state === "completed" ? { endTime } : { nextRunTime }),
    ...(recentJob && { recentJob: { ...recentJob, url: jobUrl(request, recentJob.id) } }),
  };
};

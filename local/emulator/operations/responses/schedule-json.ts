import type { BatchRequest, ResourceHead } from "../../protocol/batch-request.ts";
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
  const { recentJob, ...executionInfo } = doc.executionInfo;
  const recent = recentJob && { recentJob: { ...recentJob, url: jobUrl(request, recentJob.id) } };
  return { ...schedule, url: scheduleUrl(request, doc.id), executionInfo: { ...executionInfo, ...recent } };
};

import type { BatchRequest, ResourceHead } from "../../protocol/batch-request.ts";
import type { StoredJob } from "../../state/store.ts";

export const jobUrl = (request: Pick<BatchRequest, "baseUrl">, id: string): string =>
  `${request.baseUrl}/jobs/${id}`;

export const jobHead = (request: BatchRequest, { doc }: StoredJob): ResourceHead => ({
  url: jobUrl(request, doc.id),
  eTag: doc.eTag,
  lastModified: doc.lastModified,
});

export const jobJson = (request: BatchRequest, { doc }: StoredJob): object => {
  const { disableTasks, ...job } = doc;
  return { ...job, url: jobUrl(request, doc.id) };
};

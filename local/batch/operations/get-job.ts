import type { Batch } from "../batch.ts";
import { checkConditions } from "../conditions.ts";
import { jobOf } from "../lookup.ts";
import { element } from "../odata/element.ts";
import type { BatchRequest, BatchResult } from "../request.ts";
import { jobHead, jobJson } from "../wire/job.ts";

export const getJob = (batch: Pick<Batch, "store">, request: BatchRequest): BatchResult => {
  const job = jobOf(batch, request);
  checkConditions(request, job.doc, "read");
  return element(request, { set: "jobs", json: jobJson(request, job), head: jobHead(request, job) });
};

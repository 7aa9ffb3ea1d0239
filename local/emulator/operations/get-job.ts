import type { BatchRequest, BatchResult } from "../protocol/batch-request.ts";
import { element } from "../protocol/odata/element.ts";
import type { Batch } from "./batch.ts";
import { checkConditions } from "./checks/conditions.ts";
import { jobOf } from "./lookup.ts";
import { jobHead, jobJson } from "./responses/job-json.ts";

export const getJob = (batch: Pick<Batch, "store">, request: BatchRequest): BatchResult => {
  const job = jobOf(batch, request);
  checkConditions(request, job.doc, "read");
  return element(request, { set: "jobs", json: jobJson(request, job), head: jobHead(request, job) });
};

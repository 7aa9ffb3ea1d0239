import type { BatchRequest, BatchResult } from "../protocol/batch-request.ts";
import { element } from "../protocol/odata/element.ts";
import { checkPreconditions } from "./checks/check-preconditions.ts";
import { jobOf } from "./lookup.ts";
import type { Batch } from "./operation-context.ts";
import { jobHead, jobJson } from "./responses/job-json.ts";

export const getJob = (batch: Pick<Batch, "store">, request: BatchRequest): BatchResult => {
  const job = jobOf(batch, request);
  checkPreconditions(request, job.doc, "read");
  return element(request, { set: "jobs", json: jobJson(request, job), head: jobHead(request, job) });
};

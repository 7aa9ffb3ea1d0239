import type { Batch } from "../batch.ts";
import { checkConditions } from "../conditions.ts";
import { jobOf } from "../lookup.ts";
import { select } from "../odata/select.ts";
import { type BatchRequest, type BatchResult, ok, queryText } from "../request.ts";
import { jobHead, jobJson } from "../wire/job.ts";

export const getJob = (batch: Pick<Batch, "store">, request: BatchRequest): BatchResult => {
  const job = jobOf(batch, request);
  checkConditions(request, job.doc, "read");
  const json = select(queryText(request, "$select"))(jobJson(request, job));
  return ok(
    { "odata.metadata": `${request.baseUrl}/$metadata#jobs/@Element`, ...json },
    jobHead(request, job),
  );
};

import type { Batch } from "../batch.ts";
import { pageResult, pageSize, positionOf } from "../odata/paging.ts";
import { jobProperties } from "../odata/properties.ts";
import { select } from "../odata/select.ts";
import { filterCondition } from "../odata/sql.ts";
import { type BatchRequest, type BatchResult, queryText } from "../request.ts";
import { jobJson } from "../wire/job.ts";

export const listJobs = (batch: Pick<Batch, "store">, request: BatchRequest): BatchResult => {
  const size = pageSize(request);
  const pick = select(queryText(request, "$select"));
  const items = batch.store.jobs.page(request.account, {
    where: filterCondition(queryText(request, "$filter"), jobProperties),
    after: positionOf(request)?.id?.toString(),
    limit: size + 1,
  });
  return pageResult(request, {
    metadata: "jobs",
    items,
    size,
    render: (job) => pick(jobJson(request, job)),
    position: ({ doc }) => ({ id: doc.id }),
  });
};

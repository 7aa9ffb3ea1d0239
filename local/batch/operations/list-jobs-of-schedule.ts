import type { Batch } from "../batch.ts";
import { scheduleOf } from "../change-schedule.ts";
import { pageResult, pageSize, positionOf } from "../odata/paging.ts";
import { jobProperties } from "../odata/properties.ts";
import { select } from "../odata/select.ts";
import { filterCondition } from "../odata/sql.ts";
import { type BatchRequest, type BatchResult, queryText } from "../request.ts";
import { jobJson } from "../wire/job.ts";

export const listJobsOfSchedule = (batch: Pick<Batch, "store">, request: BatchRequest): BatchResult => {
  const { doc } = scheduleOf(batch, request);
  const size = pageSize(request);
  const pick = select(queryText(request, "$select"));
  const filter = filterCondition(queryText(request, "$filter"), jobProperties);
  const items = batch.store.jobs.page(request.account, {
    // Its jobs are called `<schedule>:job-<number>`; the character after the colon ends their range.
    where: {
      sql: `id < ? ${filter ? `AND (${filter.sql})` : ""}`,
      values: [`${doc.id};`, ...(filter?.values ?? [])],
    },
    after: positionOf(request)?.id?.toString() ?? `${doc.id}:`,
    limit: size + 1,
  });
  return pageResult(request, {
    metadata: "jobs",
    items,
    size,
    render: (job) => pick(jobJson(request, job)),
    position: (job) => ({ id: job.doc.id }),
  });
};

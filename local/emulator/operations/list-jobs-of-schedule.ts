import type { BatchRequest, BatchResult } from "../protocol/batch-request.ts";
import { list } from "../state/queries/list.ts";
import { jobProperties } from "../state/queries/properties.ts";
import { scheduleOf } from "./lookup.ts";
import type { Batch } from "./operation-context.ts";
import { jobJson } from "./responses/job-json.ts";

export const listJobsOfSchedule = (batch: Pick<Batch, "store">, request: BatchRequest): BatchResult => {
  const { doc } = scheduleOf(batch, request);
  return list(request, {
    metadata: "jobs",
    filterable: jobProperties,
    // Ids of its jobs are `<schedule>:job-<number>`; the character after the colon ends their range.
    page: ({ where, after = `${doc.id}:`, limit }) =>
      batch.store.jobs.page(request.account, {
        where: {
          sql: `id < ? ${where ? `AND (${where.sql})` : ""}`,
          values: [`${doc.id};`, ...(where?.values ?? [])],
        },
        after,
        limit,
      }),
    idOf: (job) => job.doc.id,
    render: (job) => jobJson(request, job),
  });
};

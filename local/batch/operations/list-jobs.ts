import type { Batch } from "../batch.ts";
import { list } from "../odata/list.ts";
import { jobProperties } from "../odata/properties.ts";
import type { BatchRequest, BatchResult } from "../request.ts";
import { jobJson } from "../wire/job.ts";

export const listJobs = ({ store }: Pick<Batch, "store">, request: BatchRequest): BatchResult =>
  list(request, {
    metadata: "jobs",
    filterable: jobProperties,
    page: (page) => store.jobs.page(request.account, page),
    idOf: ({ doc }) => doc.id,
    render: (job) => jobJson(request, job),
  });

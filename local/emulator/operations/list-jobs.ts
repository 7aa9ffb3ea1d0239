import type { BatchRequest, BatchResult } from "../protocol/batch-request.ts";
import { list } from "../state/queries/list.ts";
import { jobProperties } from "../state/queries/properties.ts";
import type { Batch } from "./operation-context.ts";
import { jobJson } from "./responses/job-json.ts";

export const listJobs = ({ store }: Pick<Batch, "store">, request: BatchRequest): BatchResult =>
  list(request, {
    metadata: "jobs",
    filterable: jobProperties,
    page: (page) => store.jobs.page(request.account, page),
    idOf: ({ doc }) => doc.id,
    render: (job) => jobJson(request, job),
  });

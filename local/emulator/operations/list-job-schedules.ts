import type { BatchRequest, BatchResult } from "../protocol/batch-request.ts";
import { list } from "../state/queries/list.ts";
import { scheduleProperties } from "../state/queries/properties.ts";
import type { Batch } from "./operation-context.ts";
import { scheduleJson } from "./responses/schedule-json.ts";

export const listJobSchedules = ({ store }: Pick<Batch, "store">, request: BatchRequest): BatchResult =>
  list(request, {
    metadata: "jobschedules",
    filterable: scheduleProperties,
    page: (page) => store.schedules.page(request.account, page),
    idOf: ({ doc }) => doc.id,
    render: (schedule) => scheduleJson(request, schedule),
  });

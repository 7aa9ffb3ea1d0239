import type { Batch } from "../batch.ts";
import { list } from "../odata/list.ts";
import { scheduleProperties } from "../odata/properties.ts";
import type { BatchRequest, BatchResult } from "../request.ts";
import { scheduleJson } from "../wire/schedule.ts";

export const listJobSchedules = ({ store }: Pick<Batch, "store">, request: BatchRequest): BatchResult =>
  list(request, {
    metadata: "jobschedules",
    filterable: scheduleProperties,
    page: (page) => store.schedules.page(request.account, page),
    idOf: ({ doc }) => doc.id,
    render: (schedule) => scheduleJson(request, schedule),
  });

import type { Batch } from "../batch.ts";
import { scheduleOf } from "../change-schedule.ts";
import { checkConditions } from "../conditions.ts";
import { element } from "../odata/element.ts";
import type { BatchRequest, BatchResult } from "../request.ts";
import { scheduleHead, scheduleJson } from "../wire/schedule.ts";

export const getJobSchedule = (batch: Pick<Batch, "store">, request: BatchRequest): BatchResult => {
  const schedule = scheduleOf(batch, request);
  checkConditions(request, schedule.doc, "read");
  return element(request, {
    set: "jobschedules",
    json: scheduleJson(request, schedule),
    head: scheduleHead(request, schedule),
  });
};

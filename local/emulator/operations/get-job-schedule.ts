import type { BatchRequest, BatchResult } from "../protocol/batch-request.ts";
import { element } from "../protocol/odata/element.ts";
import { checkPreconditions } from "./checks/check-preconditions.ts";
import { scheduleOf } from "./lookup.ts";
import type { Batch } from "./operation-context.ts";
import { scheduleHead, scheduleJson } from "./responses/schedule-json.ts";

export const getJobSchedule = (batch: Pick<Batch, "store">, request: BatchRequest): BatchResult => {
  const schedule = scheduleOf(batch, request);
  checkPreconditions(request, schedule.doc, "read");
  return element(request, {
    set: "jobschedules",
    json: scheduleJson(request, schedule),
    head: scheduleHead(request, schedule),
  });
};

import { type BatchRequest, type BatchResult, done } from "../protocol/batch-request.ts";
import type { Batch } from "./batch.ts";
import { scheduleOf } from "./changes/change-schedule.ts";
import { checkConditions } from "./checks/conditions.ts";
import { scheduleHead } from "./responses/schedule-json.ts";

export const jobScheduleExists = (batch: Pick<Batch, "store">, request: BatchRequest): BatchResult => {
  const schedule = scheduleOf(batch, request);
  checkConditions(request, schedule.doc, "read");
  return done(200, scheduleHead(request, schedule));
};

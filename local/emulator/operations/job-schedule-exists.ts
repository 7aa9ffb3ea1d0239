import { type BatchRequest, type BatchResult, done } from "../protocol/batch-request.ts";
import { checkPreconditions } from "./checks/check-preconditions.ts";
import { scheduleOf } from "./lookup.ts";
import type { Batch } from "./operation-context.ts";
import { scheduleHead } from "./responses/schedule-json.ts";

export const jobScheduleExists = (batch: Pick<Batch, "store">, request: BatchRequest): BatchResult => {
  const schedule = scheduleOf(batch, request);
  checkPreconditions(request, schedule.doc, "read");
  return done(200, scheduleHead(request, schedule));
};

import type { Batch } from "../batch.ts";
import { scheduleOf } from "../change-schedule.ts";
import { checkConditions } from "../conditions.ts";
import { type BatchRequest, type BatchResult, done } from "../request.ts";
import { scheduleHead } from "../wire/schedule.ts";

export const jobScheduleExists = (batch: Pick<Batch, "store">, request: BatchRequest): BatchResult => {
  const schedule = scheduleOf(batch, request);
  checkConditions(request, schedule.doc, "read");
  return done(200, scheduleHead(request, schedule));
};

import type { Batch } from "../batch.ts";
import { scheduleOf } from "../change-schedule.ts";
import { checkConditions } from "../conditions.ts";
import { select } from "../odata/select.ts";
import { type BatchRequest, type BatchResult, ok, queryText } from "../request.ts";
import { scheduleHead, scheduleJson } from "../wire/schedule.ts";

export const getJobSchedule = (batch: Pick<Batch, "store">, request: BatchRequest): BatchResult => {
  const schedule = scheduleOf(batch, request);
  checkConditions(request, schedule.doc, "read");
  const json = select(queryText(request, "$select"))(scheduleJson(request, schedule));
  return ok(
    { "odata.metadata": `${request.baseUrl}/$metadata#jobschedules/@Element`, ...json },
    scheduleHead(request, schedule),
  );
};

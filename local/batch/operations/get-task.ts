import type { Batch } from "../batch.ts";
import { checkConditions } from "../conditions.ts";
import { taskOf } from "../lookup.ts";
import { select } from "../odata/select.ts";
import { type BatchRequest, type BatchResult, ok, queryText } from "../request.ts";
import { taskHead, taskJson } from "../wire/task.ts";

export const getTask = (batch: Pick<Batch, "store">, request: BatchRequest): BatchResult => {
  const { job, task } = taskOf(batch, request);
  const head = taskHead(request, job, task);
  checkConditions(request, head, "read");
  const json = select(queryText(request, "$select"))(taskJson(request, job, task));
  return ok({ "odata.metadata": `${request.baseUrl}/$metadata#tasks/@Element`, ...json }, head);
};

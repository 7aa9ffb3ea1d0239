import type { Batch } from "../batch.ts";
import { checkConditions } from "../conditions.ts";
import { taskOf } from "../lookup.ts";
import { element } from "../odata/element.ts";
import type { BatchRequest, BatchResult } from "../request.ts";
import { taskHead, taskJson } from "../wire/task.ts";

export const getTask = (batch: Pick<Batch, "store">, request: BatchRequest): BatchResult => {
  const { job, task } = taskOf(batch, request);
  const head = taskHead(request, job, task);
  checkConditions(request, head, "read");
  return element(request, { set: "tasks", json: taskJson(request, job, task), head });
};

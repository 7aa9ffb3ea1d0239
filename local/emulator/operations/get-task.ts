import type { BatchRequest, BatchResult } from "../protocol/batch-request.ts";
import { element } from "../protocol/odata/element.ts";
import type { Batch } from "./batch.ts";
import { checkConditions } from "./checks/conditions.ts";
import { taskOf } from "./lookup.ts";
import { taskHead, taskJson } from "./responses/task-json.ts";

export const getTask = (batch: Pick<Batch, "store">, request: BatchRequest): BatchResult => {
  const { job, task } = taskOf(batch, request);
  const head = taskHead(request, job, task);
  checkConditions(request, head, "read");
  return element(request, { set: "tasks", json: taskJson(request, job, task), head });
};

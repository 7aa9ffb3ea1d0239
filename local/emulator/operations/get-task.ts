import type { BatchRequest, BatchResult } from "../protocol/batch-request.ts";
import { element } from "../protocol/odata/element.ts";
import { checkPreconditions } from "./checks/check-preconditions.ts";
import { taskOf } from "./lookup.ts";
import type { Batch } from "./operation-context.ts";
import { taskHead, taskJson } from "./responses/task-json.ts";

export const getTask = (batch: Pick<Batch, "store">, request: BatchRequest): BatchResult => {
  const { job, task } = taskOf(batch, request);
  const head = taskHead(request, job, task);
  checkPreconditions(request, head, "read");
  return element(request, { set: "tasks", json: taskJson(request, job, task), head });
};

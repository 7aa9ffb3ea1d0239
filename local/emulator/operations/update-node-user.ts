import { type BatchRequest, type BatchResult, done, param } from "../protocol/batch-request.ts";
import { BatchError } from "../protocol/errors.ts";
import { changeUsers } from "./changes/node-users.ts";
import type { Batch } from "./operation-context.ts";

export const updateNodeUser = (batch: Pick<Batch, "store">, request: BatchRequest): BatchResult => {
  changeUsers(batch, request, (names) => {
    if (!names.includes(param(request, "userName"))) throw new BatchError("NodeUserNotFound");
    return names;
  });
  return done(200);
};

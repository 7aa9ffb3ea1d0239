import { type BatchRequest, type BatchResult, done, param } from "../protocol/batch-request.ts";
import { BatchError } from "../protocol/errors.ts";
import { changeUsers } from "./changes/node-users.ts";
import type { Batch } from "./operation-context.ts";

export const deleteNodeUser = (batch: Pick<Batch, "store">, request: BatchRequest): BatchResult => {
  const name = param(request, "userName");
  changeUsers(batch, request, (names) => {
    if (!names.includes(name)) throw new BatchError("NodeUserNotFound");
    return names.filter((each) => each !== name);
  });
  return done(200);
};

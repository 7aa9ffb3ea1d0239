import type { Batch } from "../batch.ts";
import { BatchError } from "../errors.ts";
import { changeUsers } from "../node-users.ts";
import { type BatchRequest, type BatchResult, done, param } from "../request.ts";

export const updateNodeUser = (batch: Pick<Batch, "store">, request: BatchRequest): BatchResult => {
  changeUsers(batch, request, (names) => {
    if (!names.includes(param(request, "userName"))) throw new BatchError("NodeUserNotFound");
    return names;
  });
  return done(200);
};

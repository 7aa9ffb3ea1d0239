import type { Batch } from "../batch.ts";
import { BatchError } from "../errors.ts";
import { changeUsers } from "../node-users.ts";
import { type BatchRequest, type BatchResult, done, param } from "../request.ts";

export const deleteNodeUser = (batch: Pick<Batch, "store">, request: BatchRequest): BatchResult => {
  const name = param(request, "userName");
  changeUsers(batch, request, (names) => {
    if (!names.includes(name)) throw new BatchError("NodeUserNotFound");
    return names.filter((each) => each !== name);
  });
  return done(200);
};

import type { Batch } from "../batch.ts";
import { BatchError } from "../errors.ts";
import { changeUsers } from "../node-users.ts";
import { type BatchRequest, type BatchResult, param } from "../request.ts";

export const addNodeUser = (batch: Pick<Batch, "store">, request: BatchRequest): BatchResult => {
  const { name } = request.body as { name: string };
  changeUsers(batch, request, (names) => {
    if (names.includes(name)) throw new BatchError("NodeUserExists");
    return [...names, name];
  });
  const url = `${request.baseUrl}/pools/${param(request, "poolId")}/nodes/${param(request, "nodeId")}/users/${encodeURIComponent(name)}`;
  return { status: 201, headers: { Location: url, DataServiceId: url } };
};

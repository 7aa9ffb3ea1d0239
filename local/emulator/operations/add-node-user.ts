import { type BatchRequest, type BatchResult, param } from "../protocol/batch-request.ts";
import { BatchError } from "../protocol/errors.ts";
import { changeUsers } from "./changes/node-users.ts";
import type { Batch } from "./operation-context.ts";
import { nodeUrl } from "./responses/pool-json.ts";

export const addNodeUser = (
  batch: Pick<Batch, "store">,
  request: BatchRequest<"ComputeNode_AddUser">,
): BatchResult => {
  const { name } = request.body;
  changeUsers(batch, request, (names) => {
    if (names.includes(name)) throw new BatchError("NodeUserExists");
    return [...names, name];
  });
  const node = nodeUrl(request, param(request, "poolId"), param(request, "nodeId"));
  return { status: 201, headers: { Location: `${node}/users/${encodeURIComponent(name)}` } };
};

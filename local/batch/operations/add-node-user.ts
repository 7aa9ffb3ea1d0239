import type { Batch } from "../batch.ts";
import { BatchError } from "../errors.ts";
import { changeUsers } from "../node-users.ts";
import { type BatchRequest, type BatchResult, created, param } from "../request.ts";
import { eTagOf, formatTime } from "../time.ts";
import { nodeUrl } from "../wire/pool.ts";

export const addNodeUser = (batch: Pick<Batch, "store" | "clock">, request: BatchRequest): BatchResult => {
  const { name } = request.body as { name: string };
  changeUsers(batch, request, (names) => {
    if (names.includes(name)) throw new BatchError("NodeUserExists");
    return [...names, name];
  });
  const node = nodeUrl(request, param(request, "poolId"), param(request, "nodeId"));
  const now = batch.clock.now();
  const url = `${node}/users/${encodeURIComponent(name)}`;
  return created({ url, eTag: eTagOf(now), lastModified: formatTime(now) });
};

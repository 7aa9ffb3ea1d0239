import { type BatchRequest, type BatchResult, done } from "../protocol/batch-request.ts";
import { BatchError, invalidProperty } from "../protocol/errors.ts";
import { poolAllocation } from "../state/transitions.ts";
import { changePool, checkSteady } from "./changes/change-pool.ts";
import { poolOf } from "./lookup.ts";
import type { Batch } from "./operation-context.ts";
import { poolHead } from "./responses/pool-json.ts";

const maxNodes = 100;

/** 202: the named nodes leave, and the pool's targets decrease by their number. */
export const removeNodes = (
  batch: Pick<Batch, "store" | "cluster" | "clock">,
  request: BatchRequest<"Pool_RemoveNodes">,
): BatchResult => {
  const { nodeList, resizeTimeout, nodeDeallocationOption: deallocation } = request.body;
  if (nodeList.length === 0 || nodeList.length > maxNodes)
    throw invalidProperty("nodeList", nodeList.length, `Expected from 1 to ${maxNodes} nodes.`);
  const { seq } = poolOf(batch, request);
  const nodes = [...new Set(nodeList)].map((id) => {
    const node = batch.store.nodes.find(seq, id);
    if (node === undefined) throw new BatchError("NodeNotFound");
    return node.doc;
  });
  const dedicated = nodes.filter(({ isDedicated }) => isDedicated).length;
  const pool = changePool(batch, request, (before, now) => {
    // Azure/BatchExplorer#2082; microsoft/ga4gh-tes disables autoscale before it removes nodes.
    if (before.enableAutoScale) throw new BatchError("OperationNotValidOnPool");
    checkSteady(before);
    return {
      ...poolAllocation(before, "resizing", now),
      targetDedicatedNodes: Math.max(0, before.targetDedicatedNodes - dedicated),
      targetLowPriorityNodes: Math.max(0, before.targetLowPriorityNodes - (nodes.length - dedicated)),
      resizeTimeout: resizeTimeout ?? before.resizeTimeout,
      resizeErrors: undefined,
      leaving: { deallocation, nodes: nodes.map(({ id }) => id) },
    };
  });
  batch.cluster.resizePool(seq);
  return done(202, poolHead(request, pool));
};

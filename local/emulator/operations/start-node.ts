import { type BatchRequest, type BatchResult, done } from "../protocol/batch-request.ts";
import { BatchError } from "../protocol/errors.ts";
import { nodeIn } from "../state/transitions.ts";
import { nodeOf } from "./lookup.ts";
import type { Batch } from "./operation-context.ts";

/** 202: a deallocated node boots. */
export const startNode = (
  batch: Pick<Batch, "store" | "cluster" | "clock">,
  request: BatchRequest,
): BatchResult => {
  const node = batch.store.transaction(() => {
    const { node } = nodeOf(batch, request);
    if (node.doc.state !== "deallocated") throw new BatchError("OperationNotValidOnNode");
    return batch.store.nodes.save({ ...node, doc: nodeIn(node.doc, "starting", batch.clock.now()) });
  });
  batch.cluster.startNode(node);
  return done(202);
};

import { type BatchRequest, type BatchResult, done } from "../protocol/batch-request.ts";
import { BatchError } from "../protocol/errors.ts";
import { nodeIn } from "../state/transitions.ts";
import { nodeOf } from "./lookup.ts";
import type { Batch } from "./operation-context.ts";

/** 202: the node shuts down, its tasks end as the option says, and it keeps its place in the pool and its files until it is started. */
export const deallocateNode = (
  batch: Pick<Batch, "store" | "cluster" | "clock">,
  request: BatchRequest<"ComputeNode_Deallocate">,
): BatchResult => {
  const { nodeDeallocateOption = "requeue" } = request.body ?? {};
  const node = batch.store.transaction(() => {
    const { node } = nodeOf(batch, request);
    // Swagger: "only if it is in an idle or running state".
    if (!/^(idle|running)$/.test(node.doc.state)) throw new BatchError("OperationNotValidOnNode");
    const doc = nodeIn(node.doc, "deallocating", batch.clock.now());
    return batch.store.nodes.save({
      ...node,
      doc: { ...doc, schedulingState: "disabled", isDeallocated: true },
    });
  });
  batch.cluster.deallocateNode(node, nodeDeallocateOption);
  return done(202);
};

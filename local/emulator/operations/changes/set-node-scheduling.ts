import { type BatchRequest, type BatchResult, done } from "../../protocol/batch-request.ts";
import { BatchError } from "../../protocol/errors.ts";
import type { Deallocation, Node } from "../../state/resource-types.ts";
import { checkNodeReady } from "../checks/check-node.ts";
import { nodeOf } from "../lookup.ts";
import type { Batch } from "../operation-context.ts";

/** Lets a node take tasks, or keeps it from taking more. Running tasks end as `option` says. */
export const setNodeScheduling = (
  batch: Pick<Batch, "store" | "cluster">,
  request: BatchRequest,
  { schedulingState, option }: { schedulingState: Node["schedulingState"]; option?: Deallocation },
): BatchResult => {
  const node = batch.store.transaction(() => {
    const { node } = nodeOf(batch, request);
    checkNodeReady(node.doc);
    if (node.doc.schedulingState === schedulingState)
      throw new BatchError("NodeAlreadyInTargetSchedulingState");
    return batch.store.nodes.save({ ...node, doc: { ...node.doc, schedulingState } });
  });
  batch.cluster.scheduleNode(node, option);
  return done(200);
};

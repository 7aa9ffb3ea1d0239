import { type BatchRequest, type BatchResult, done } from "../../protocol/batch-request.ts";
import { BatchError, type ErrorCode } from "../../protocol/errors.ts";
import type { Deallocation, NodeState } from "../../state/resource-types.ts";
import { nodeIn } from "../../state/transitions.ts";
import { nodeOf } from "../lookup.ts";
import type { Batch } from "../operation-context.ts";

const busy: Partial<Record<NodeState, ErrorCode>> = {
  creating: "NodeBeingCreated",
  starting: "NodeBeingStarted",
  rebooting: "NodeBeingRebooted",
  reimaging: "NodeBeingReimaged",
  leavingpool: "OperationNotValidOnNode",
  preempted: "OperationNotValidOnNode",
  deallocating: "OperationNotValidOnNode",
  deallocated: "OperationNotValidOnNode",
  unknown: "OperationNotValidOnNode",
};

/** 202: the node shuts down, its tasks end as the option says, and it boots again: with its files, or without them after a reimage. */
export const restartNode = (
  batch: Pick<Batch, "store" | "cluster" | "clock">,
  request: BatchRequest,
  { state, option }: { state: "rebooting" | "reimaging"; option?: Deallocation },
): BatchResult => {
  const node = batch.store.transaction(() => {
    const { node } = nodeOf(batch, request);
    const refusal = busy[node.doc.state];
    if (refusal !== undefined) throw new BatchError(refusal);
    return batch.store.nodes.save({ ...node, doc: nodeIn(node.doc, state, batch.clock.now()) });
  });
  batch.cluster.restartNode(node, { option: option ?? "requeue", reimage: state === "reimaging" });
  return done(202);
};

import type { Node, Pool } from "../state/resource-types.ts";

type ResizeError = NonNullable<Pool["resizeErrors"]>[number];

/** Code of the error of a resize that ended before it reached its targets. */
export type Interruption = "ResizeStopped" | "AllocationTimedout";

// Recorded from the service: azure-sdk-for-python, test_batch_scale_pools; Microsoft's support articles.
const reasons: Readonly<Record<Interruption, string>> = {
  ResizeStopped: "due to a stop resize operation",
  AllocationTimedout: "as the resize timeout was reached",
};

/** Returns an error for each kind of nodes of which a pool doesn't have its target. */
export const interruptionErrors = (
  code: Interruption,
  { targetDedicatedNodes, targetLowPriorityNodes }: Pool,
  nodes: readonly Node[],
): ResizeError[] => {
  const dedicated = nodes.filter(({ isDedicated }) => isDedicated).length;
  const kinds = [
    ...(dedicated === targetDedicatedNodes ? [] : ["dedicated"]),
    ...(nodes.length - dedicated === targetLowPriorityNodes ? [] : ["low priority"]),
  ];
  return kinds.map((kind) => ({
    code,
    message: `Desired number of ${kind} nodes could not be allocated ${reasons[code]}`,
  }));
};

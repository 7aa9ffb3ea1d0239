import type { BatchServiceModels as Models } from "@azure/batch";
import type { NodeView } from "../../../browser/contract/dashboard.ts";

/** Nodes of a pool that a page shows. */
export const mostNodes = 1000;

export const nodeView = (node: Models.ComputeNode, slots: number): NodeView => {
  const { id = "", state = "unknown", isDedicated = true, startTaskInfo, allocationTime } = node;
  return {
    id,
    state,
    isSpot: !isDedicated,
    runningTasks: node.runningTasksCount ?? 0,
    slots,
    allocatedAt: allocationTime?.toISOString(),
    error: errorOf(node),
    startTask: startTaskInfo && { state: startTaskInfo.state, exitCode: startTaskInfo.exitCode ?? undefined },
  };
};

/** Batch reports the failure of a start task apart from the node's other errors. */
const errorOf = ({ errors = [], startTaskInfo }: Models.ComputeNode): string | undefined => {
  const [first = startTaskInfo?.failureInfo] = errors;
  if (first !== undefined) return codeAndMessage(first);
  const { exitCode } = startTaskInfo ?? {};
  return exitCode ? `The start task ended with exit code ${exitCode}` : undefined;
};

/** Returns `Code: message` without the lines that only support needs. */
export const codeAndMessage = ({ code, message }: { code?: string; message?: string }): string =>
  [code, message?.split("\n", 1)[0]].filter((part) => part !== undefined && part !== "").join(": ");

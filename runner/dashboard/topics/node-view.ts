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

const errorOf = ({ errors = [] }: Models.ComputeNode): string | undefined => {
  const [first] = errors;
  return first && codeAndMessage(first);
};

/** Returns `Code: message` without the lines that only support needs. */
export const codeAndMessage = ({ code, message }: { code?: string; message?: string }): string =>
  [code, message?.split("\n", 1)[0]].filter((part) => part !== undefined && part !== "").join(": ");

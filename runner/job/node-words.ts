/** Number of nodes by Batch's state. */
export type NodeCounts = Readonly<Record<string, number>>;

export const countNodes = (nodes: readonly { readonly state?: string | undefined }[]): NodeCounts => {
  const counts: Record<string, number> = {};
  for (const { state = "unknown" } of nodes) counts[state] = (counts[state] ?? 0) + 1;
  return counts;
};

/** Returns `1 idle, 2 starting`. */
export const describeNodes = (counts: NodeCounts): string =>
  Object.entries(counts)
    .map(([state, count]) => `${count} ${stateWords[state] ?? state}`)
    .join(", ");

const stateWords: Record<string, string> = {
  waitingforstarttask: "in the start task",
  starttaskfailed: "with a failed start task",
  leavingpool: "leaving",
};

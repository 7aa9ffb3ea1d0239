import { join } from "node:path";
import type { NodeState } from "../state/resource-types.ts";
import { taskEnvironment } from "./environment.ts";
import { runRecorded } from "./run-recorded.ts";
import type { ClusterContext, NodeRuntime } from "./runtime.ts";

/**
 * Runs the pool's start task on a booting node. Resolves to whether the node may take tasks. If `waitForSuccess` is false,
 * calls `ready` before the start task runs.
 */
export const runStartTask = async (
  context: Pick<ClusterContext, "store" | "clock" | "launcher" | "faults">,
  boot: {
    readonly node: NodeRuntime;
    readonly setState: (state: NodeState) => void;
    readonly ready: () => void;
  },
): Promise<boolean> => {
  const { node } = boot;
  const pool = context.store.pools.get(node.pool)?.doc;
  const task = pool?.startTask;
  save(context, node, { startTask: task, startTaskInfo: undefined });
  if (task === undefined) return true;
  const waits = task.waitForSuccess !== false;
  if (waits) boot.setState("waitingforstarttask");
  else boot.ready();
  const dir = join(node.dir, "startup");
  const info = await runRecorded(context, {
    maxRetries: task.maxTaskRetryCount ?? 0,
    spec: () => ({
      ...task,
      ...context.faults?.forStartTask({ pool: pool?.id ?? "", node: node.id }),
      dir,
      environment: taskEnvironment(node.environment, {
        dir,
        user: task.userIdentity?.username ?? "_azbatchtask_start",
        settings: [task.environmentSettings],
      }),
      blobs: node.blobs,
      signal: node.life.signal,
      keepsChildren: true,
    }),
    save: (startTaskInfo) => save(context, node, { startTaskInfo }),
  });
  if (info?.result === "failure" && waits) boot.setState("starttaskfailed");
  return info?.result === "success";
};

const save = (context: Pick<ClusterContext, "store">, node: NodeRuntime, changes: object): void =>
  context.store.transaction(() => {
    const stored = context.store.nodes.get(node.seq);
    if (stored !== undefined) context.store.nodes.save({ ...stored, doc: { ...stored.doc, ...changes } });
  });

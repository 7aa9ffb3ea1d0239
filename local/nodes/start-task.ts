import { join } from "node:path";
import type { NodeState, RunInfo } from "../batch/state/types.ts";
import { formatTime } from "../batch/time.ts";
import { attempt } from "./attempt.ts";
import { taskEnvironment } from "./environment.ts";
import type { NodeRuntime, Room } from "./runtime.ts";

/**
 * Runs the pool's start task on a node that boots; tells whether the node may take tasks. Where `waitForSuccess` is false
 * it may at once: then `ready` is called before.
 */
export const runStartTask = async (
  room: Room,
  boot: {
    readonly node: NodeRuntime;
    readonly setState: (state: NodeState) => void;
    readonly ready: () => void;
  },
): Promise<boolean> => {
  const { node } = boot;
  const pool = room.store.pools.get(node.pool)?.doc;
  const task = pool?.startTask;
  save(room, node, { startTask: task, startTaskInfo: undefined });
  if (task === undefined) return true;
  const waits = task.waitForSuccess !== false;
  if (waits) boot.setState("waitingforstarttask");
  else boot.ready();
  const dir = join(node.dir, "startup");
  const maxRetries = task.maxTaskRetryCount ?? 0;
  for (let retryCount = 0; ; retryCount++) {
    const startTime = formatTime(room.clock.now());
    save(room, node, { startTaskInfo: { state: "running", startTime, retryCount } });
    const { phase, exitCode, failure } = await attempt(room.launcher, {
      ...task,
      ...room.faults?.forStartTask({ pool: pool?.id ?? "", node: node.id }),
      dir,
      environment: taskEnvironment(node.environment, {
        dir,
        user: task.userIdentity?.username ?? "_azbatchtask_start",
        settings: [task.environmentSettings],
      }),
      blobs: node.blobs,
      signal: node.life.signal,
      keepsChildren: true,
    });
    if (phase === "aborted") return false;
    const result = failure === undefined ? "success" : "failure";
    const endTime = formatTime(room.clock.now());
    const info: RunInfo = {
      state: "completed",
      startTime,
      endTime,
      exitCode,
      result,
      failureInfo: failure,
      retryCount,
    };
    save(room, node, { startTaskInfo: info });
    if (result === "success") return true;
    if (maxRetries !== -1 && retryCount >= maxRetries) break;
  }
  if (waits) boot.setState("starttaskfailed");
  return false;
};

const save = (room: Room, node: NodeRuntime, changes: object): void =>
  room.store.transaction(() => {
    const stored = room.store.nodes.get(node.seq);
    if (stored !== undefined) room.store.nodes.save({ ...stored, doc: { ...stored.doc, ...changes } });
  });

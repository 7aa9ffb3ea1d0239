import { limitMillis } from "../batch/duration.ts";
import type { TaskRow } from "../batch/state/task-row.ts";
import { jobTerminating, nodeIn } from "../batch/state/transitions.ts";
import { outcomeOf } from "./outcome.ts";
import type { Room, Run } from "./runtime.ts";

/** Writes what became of a run; nothing if its job is gone. */
export const settle = (room: Room, run: Run): TaskRow | undefined => {
  const { store } = room;
  const job = store.jobs.get(run.task.job);
  if (run.result === undefined || job === undefined) return undefined;
  if (run.result === "refused") return store.tasks.giveBack(run.task, "lost");
  const maxRetries = run.definition.constraints?.maxTaskRetryCount ?? job.doc.constraints.maxTaskRetryCount;
  const outcome = outcomeOf(run.result, { retries: run.task.retries, maxRetries, ending: run.ending });
  if (outcome.next === "active") return store.tasks.giveBack(run.task, outcome.why);
  const retention = limitMillis(run.definition.constraints?.retentionTime);
  return store.tasks.complete(run.task, {
    exitCode: outcome.exitCode,
    failure: outcome.failure,
    expires: retention === undefined ? undefined : room.clock.now() + retention * 1000,
  });
};

/** A node that got its first task is running, one that lost its last is idle. */
export const saveNodeStates = (room: Room, runs: readonly Run[]): void => {
  for (const node of new Set(runs.map((run) => run.node))) {
    const stored = room.store.nodes.get(node.seq);
    if (stored === undefined || !/^(idle|running)$/.test(stored.doc.state)) continue;
    const empty = stored.doc.schedulingState === "disabled" ? "offline" : "idle";
    const state = node.runs.size === 0 ? empty : "running";
    if (state !== stored.doc.state)
      room.store.nodes.save({ ...stored, doc: nodeIn(stored.doc, state, room.clock.now()) });
  }
};

/** `onAllTasksComplete`: a job with no task that is not completed ends, also one with no task at all. */
export const terminateIfComplete = (room: Room, seq: number): void => {
  const job = room.store.jobs.get(seq);
  if (job?.doc.state !== "active" || job.doc.onAllTasksComplete !== "terminatejob") return;
  const { active, running } = room.store.tallies.get(seq);
  if (active + running > 0) return;
  const doc = jobTerminating(job.doc, { reason: "AllTasksComplete", now: room.clock.now() });
  room.store.jobs.save({ ...job, doc });
};

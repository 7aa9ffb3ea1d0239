import { completeTask } from "../state/complete-task.ts";
import { type Exit, type ExitActions, exitActions } from "../state/exit-conditions.ts";
import type { StoredJob } from "../state/store.ts";
import type { TaskRow } from "../state/task-row.ts";
import { jobIn, jobTerminating, nodeIn } from "../state/transitions.ts";
import { limitMillis } from "../time/duration.ts";
import type { Attempt } from "./attempt.ts";
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
  const expires = retention === undefined ? undefined : room.clock.now() + retention * 1000;
  const { exitConditions } = run.definition;
  const { onTaskFailure } = job.doc;
  const actions = exitActions(exitOf(run.result), { exitConditions, onTaskFailure });
  const { exitCode, failure } = outcome;
  const completion = { exitCode, failure, expires, satisfies: actions.satisfies };
  const task = completeTask(store, { job, task: run.task, completion });
  actOnJob(room, job, actions.jobAction);
  if (isManager(job, task)) terminate(room, job.seq, "JMComplete");
  return task;
};

const exitOf = ({ phase, exitCode }: Attempt): Exit => {
  if (phase === "aborted") return { kind: "ended" };
  if (phase === "upload") return { kind: "fileUploadError", exitCode };
  return exitCode === undefined ? { kind: "preProcessingError" } : { kind: "exitCode", exitCode };
};

const actOnJob = (room: Room, job: StoredJob, action: ExitActions["jobAction"]): void => {
  if (action === "terminate") terminate(room, job.seq, "TaskFailed");
  if (action !== "disable" || job.doc.state !== "active") return;
  const doc = { ...jobIn(job.doc, "disabling", room.clock.now()), disableTasks: "requeue" } as const;
  room.store.jobs.save({ ...job, doc });
};

/** The job's manager, whose end is the job's, unless it is told to leave it. */
const isManager = ({ doc: { jobManagerTask } }: StoredJob, { id }: TaskRow): boolean =>
  jobManagerTask !== undefined && jobManagerTask.killJobOnCompletion !== false && jobManagerTask.id === id;

const terminate = (room: Room, seq: number, reason: string): void => {
  const job = room.store.jobs.get(seq);
  if (job?.doc.state !== "active" && job?.doc.state !== "disabling") return;
  room.store.jobs.save({ ...job, doc: jobTerminating(job.doc, { reason, now: room.clock.now() }) });
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
  terminate(room, seq, "AllTasksComplete");
};

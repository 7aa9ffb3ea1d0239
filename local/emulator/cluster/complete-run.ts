import { completeTask } from "../state/complete-task.ts";
import { type Exit, type ExitActions, exitActions } from "../state/exit-conditions.ts";
import type { StoredJob } from "../state/store.ts";
import type { TaskRow } from "../state/task-row.ts";
import { jobIn, jobTerminating, nodeIn } from "../state/transitions.ts";
import { limitMillis } from "../time/duration.ts";
import type { Attempt } from "./attempt.ts";
import { outcomeOf } from "./outcome.ts";
import type { ClusterContext, Run } from "./runtime.ts";

/** Saves the result of an attempt. Returns the task's new row; undefined if its job was deleted. */
export const completeRun = (
  context: Pick<ClusterContext, "store" | "clock">,
  run: Run,
): TaskRow | undefined => {
  const { store } = context;
  const job = store.jobs.get(run.task.job);
  if (run.result === undefined || job === undefined) return undefined;
  if (run.result === "refused") return store.tasks.giveBack(run.task, "lost");
  const maxRetries = run.definition.constraints?.maxTaskRetryCount ?? job.doc.constraints.maxTaskRetryCount;
  const outcome = outcomeOf(run.result, { retries: run.task.retries, maxRetries, ending: run.ending });
  if (outcome.next === "active") return store.tasks.giveBack(run.task, outcome.why);
  const retention = limitMillis(run.definition.constraints?.retentionTime);
  const expires = retention === undefined ? undefined : context.clock.now() + retention * 1000;
  const { exitConditions } = run.definition;
  const { onTaskFailure } = job.doc;
  const actions = exitActions(exitOf(run.result), { exitConditions, onTaskFailure });
  const { exitCode, failure } = outcome;
  const completion = { exitCode, failure, expires, satisfies: actions.satisfies };
  const task = completeTask(store, { job, task: run.task, completion });
  actOnJob(context, job, actions.jobAction);
  if (isManager(job, task)) terminate(context, job.seq, "JMComplete");
  return task;
};

const exitOf = ({ phase, exitCode }: Attempt): Exit => {
  if (phase === "aborted") return { kind: "ended" };
  if (phase === "upload") return { kind: "fileUploadError", exitCode };
  return exitCode === undefined ? { kind: "preProcessingError" } : { kind: "exitCode", exitCode };
};

const actOnJob = (
  context: Pick<ClusterContext, "store" | "clock">,
  job: StoredJob,
  action: ExitActions["jobAction"],
): void => {
  if (action === "terminate") terminate(context, job.seq, "TaskFailed");
  if (action !== "disable" || job.doc.state !== "active") return;
  const doc = { ...jobIn(job.doc, "disabling", context.clock.now()), disableTasks: "requeue" } as const;
  context.store.jobs.save({ ...job, doc });
};

/** Returns whether the task is the job's manager task and its completion ends the job. */
const isManager = ({ doc: { jobManagerTask } }: StoredJob, { id }: TaskRow): boolean =>
  jobManagerTask !== undefined && jobManagerTask.killJobOnCompletion !== false && jobManagerTask.id === id;

const terminate = (context: Pick<ClusterContext, "store" | "clock">, seq: number, reason: string): void => {
  const job = context.store.jobs.get(seq);
  if (job?.doc.state !== "active" && job?.doc.state !== "disabling") return;
  context.store.jobs.save({ ...job, doc: jobTerminating(job.doc, { reason, now: context.clock.now() }) });
};

/** Saves `running` for nodes that have got their first task, and `idle` or `offline` for those whose last one ended. */
export const saveNodeStates = (
  context: Pick<ClusterContext, "store" | "clock">,
  runs: readonly Run[],
): void => {
  for (const node of new Set(runs.map((run) => run.node))) {
    const stored = context.store.nodes.get(node.seq);
    if (stored === undefined || !/^(idle|running)$/.test(stored.doc.state)) continue;
    const empty = stored.doc.schedulingState === "disabled" ? "offline" : "idle";
    const state = node.runs.size === 0 ? empty : "running";
    if (state !== stored.doc.state)
      context.store.nodes.save({ ...stored, doc: nodeIn(stored.doc, state, context.clock.now()) });
  }
};

/** Applies `onAllTasksComplete`: ends the job if every task is completed, also if it has no tasks. */
export const terminateIfComplete = (context: Pick<ClusterContext, "store" | "clock">, seq: number): void => {
  const job = context.store.jobs.get(seq);
  if (job?.doc.state !== "active" || job.doc.onAllTasksComplete !== "terminatejob") return;
  const { active, running } = context.store.tallies.get(seq);
  if (active + running > 0) return;
  terminate(context, seq, "AllTasksComplete");
};

import type { BatchTask } from "../../azure/batch-task.ts";
import type { Clients } from "../../azure/clients.ts";
import { isServiceError } from "../../azure/service-error.ts";
import type { Clock } from "../../clock.ts";
import { RunnerError } from "../../errors.ts";
import { isLiveJob } from "../../job/run-metadata.ts";
import type { Manifest, ManifestTask } from "../../manifest/manifest.ts";
import { filledCommand } from "../../plan/line/filled-command.ts";
import { taskLabel } from "../../plan/line/task-label.ts";
import { completedOutcome, type TaskOutcome } from "../../results/outcome.ts";
import { readManifest, readOutcomes, readReport } from "../../results/run-record.ts";
import { notFound } from "../problem.ts";
import { createTaskTable, type TaskChange, type TaskTable } from "./task-table.ts";

interface JobTasksOptions {
  readonly clients: Pick<Clients, "application"> & {
    readonly batch: Pick<Clients["batch"], "getJob" | "listTasks">;
  };
  readonly jobId: string;
  readonly clock: Clock;
}

/** The tasks of a job, by its run's plan, by Batch, and by the report of a finished run. */
export interface JobTasks {
  readonly table: TaskTable;
  /** Reads what has changed. Calls at the same time share one update. */
  readonly update: () => Promise<void>;
  /** Whether all tasks have been read once. */
  readonly isLoaded: () => boolean;
  /** Returns the run whose job ran the task: an earlier one for a reused result. */
  readonly storedIn: (taskId: string) => string;
  /** Returns a task of the run's plan; undefined if the job is another client's. */
  readonly planned: (taskId: string) => PlannedTask | undefined;
}

export interface PlannedTask extends ManifestTask {
  /** Command for people. */
  readonly filledCommand: string;
}

/** Nodes report with different delays, so an earlier transition may appear after a later one. */
const overlapMs = 2000;

/** Shortest times between two updates: of a live job, and of one whose run has no report yet. */
const liveMs = 1000;
const endedMs = 5000;

export const jobTasks = ({ clients, jobId, clock }: JobTasksOptions): JobTasks => {
  const table = createTaskTable();
  const cachedFrom = new Map<string, string>();
  const run = { application: clients.application, jobId };
  let plan: Manifest | undefined;
  let isPlanRead = false;
  let isLoaded = false;
  let lastMs = 0;
  let nextMs = Number.NEGATIVE_INFINITY;
  let updating: Promise<void> | undefined;

  const readPlan = async (): Promise<void> => {
    plan = await readManifest(run).catch(undefinedIfNoRun);
    if (plan !== undefined)
      for (const task of plan.tasks) {
        if (task.cachedFrom !== undefined) cachedFrom.set(task.id, task.cachedFrom);
        table.set(plannedTask(task, plan));
      }
    isPlanRead = true;
  };

  /** Lists the tasks whose state has changed since the last call: all tasks at first. */
  const readChanges = async (): Promise<void> => {
    const since = lastMs === 0 ? undefined : changedSince(lastMs - overlapMs);
    let newestMs = lastMs;
    for await (const task of clients.batch.listTasks(jobId, since)) {
      newestMs = Math.max(newestMs, task.stateTransitionTime.getTime());
      table.set(listedTask(task));
    }
    lastMs = newestMs;
  };

  const update = async (): Promise<void> => {
    if (!isPlanRead) await readPlan();
    const job = await clients.batch.getJob(jobId);
    if (job === undefined && table.size() === 0) throw notFound("JobNotFound", `job ${jobId} doesn't exist`);
    if (job !== undefined) await readChanges().catch(unlessJobGone);
    const isLive = job !== undefined && isLiveJob(job);
    const report = isLive ? undefined : await readReport(run).catch(undefinedIfNoRun);
    if (report !== undefined) for await (const outcome of readOutcomes(run)) table.set(judgedTask(outcome));
    isLoaded = true;
    nextMs =
      report === undefined ? clock.monotonicMs() + (isLive ? liveMs : endedMs) : Number.POSITIVE_INFINITY;
  };

  return {
    table,
    isLoaded: () => isLoaded,
    storedIn: (taskId) => cachedFrom.get(taskId) ?? jobId,
    planned: (taskId) => plannedAt(plan, table.indexOf(taskId)),
    update: () => {
      if (updating === undefined && clock.monotonicMs() < nextMs) return Promise.resolve();
      updating ??= update().finally(() => {
        updating = undefined;
      });
      return updating;
    },
  };
};

const changedSince = (ms: number): string => `stateTransitionTime ge DateTime'${new Date(ms).toISOString()}'`;

/** The job is another client's, or another version of the runner wrote the record. */
const undefinedIfNoRun = (error: unknown): undefined => {
  if (!(error instanceof RunnerError) || (error.code !== "RunNotFound" && error.code !== "RunRecordInvalid"))
    throw error;
};

/** A job that is being deleted may be gone before its tasks are listed. */
const unlessJobGone = (error: unknown): void => {
  if (!isServiceError(error, "JobNotFound")) throw error;
};

/** Names of a task's inputs that a search finds. */
const mostNames = 5;

/** Returns the task of a row. Rows begin with the plan's tasks. */
const plannedAt = (plan: Manifest | undefined, index: number | undefined): PlannedTask | undefined => {
  const task = index === undefined ? undefined : plan?.tasks.at(index);
  return plan && task && { ...task, filledCommand: filledCommand(plan, task) };
};

const plannedTask = (task: ManifestTask, plan: Manifest): TaskChange => {
  const { id, inputs, cachedFrom } = task;
  const names = inputs.slice(0, mostNames).map((input) => input.name);
  return {
    id,
    label: taskLabel(plan, task),
    // The label has the first one.
    names: names.slice(task.name === undefined ? 1 : 0).join("\n"),
    ...(cachedFrom !== undefined && { state: "succeeded" }),
  };
};

const listedTask = (task: BatchTask): TaskChange => {
  const { id, state, nodeId, startTime, endTime, exitCode } = task;
  const startedMs = startTime?.getTime();
  if (state !== "completed") return { id, state, nodeId, startedMs };
  const { failure } = completedOutcome({ id, inputs: [], args: [], outputs: [] }, task, {});
  return {
    id,
    state: failure === undefined ? "succeeded" : "failed",
    nodeId,
    startedMs,
    seconds: startTime && endTime && (endTime.getTime() - startTime.getTime()) / 1000,
    exitCode,
    failure,
  };
};

const judgedTask = (outcome: TaskOutcome): TaskChange => {
  const { taskId, succeeded, failure, nodeId, seconds, exitCode, times } = outcome;
  return {
    id: taskId,
    state: succeeded ? "succeeded" : "failed",
    nodeId,
    startedMs: times?.startedAt === undefined ? undefined : Date.parse(times.startedAt),
    seconds,
    exitCode,
    failure,
  };
};

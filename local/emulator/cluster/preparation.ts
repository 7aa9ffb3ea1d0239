import { join } from "node:path";
import type { Preparation } from "../state/preparations.ts";
import type { Job } from "../state/resource-types.ts";
import type { StoredJob } from "../state/store.ts";
import type { JobPreparationTask, JobReleaseTask, RunInfo } from "../state/task-types.ts";
import { limitMillis } from "../time/duration.ts";
import type { AttemptSpec } from "./attempt.ts";
import { taskPath } from "./directories.ts";
import { taskEnvironment } from "./environment.ts";
import { runRecorded } from "./run-recorded.ts";
import type { ClusterContext, NodeRuntime } from "./runtime.ts";
import { unavailable } from "./unavailable.ts";
import { untilSaved } from "./until-saved.ts";

interface JobOnNode {
  readonly job: StoredJob;
  readonly node: NodeRuntime;
}

export type PreparationContext = Pick<ClusterContext, "store" | "clock" | "launcher">;

/** Runs the job's preparation task once on the node. Resolves to whether the job's tasks may start there. */
export const prepareJob = (
  context: PreparationContext & Pick<ClusterContext, "log" | "pause" | "onBug">,
  where: JobOnNode,
): Promise<boolean> => {
  const { job, node } = where;
  const known = node.preparations.get(job.seq);
  if (known !== undefined) return known.done;
  const abort = new AbortController();
  const signal = AbortSignal.any([node.life.signal, abort.signal]);
  const done = untilSaved(context, signal, () => prepare(context, { ...where, signal })).catch(
    (error: unknown) => {
      if (!signal.aborted) context.onBug(error);
      return false;
    },
  );
  node.preparations.set(job.seq, { done, abort });
  return done;
};

/** Ends the job's preparation task on the node, if it is running. */
export const endPreparation = async ({ job, node }: JobOnNode): Promise<void> => {
  const preparation = node.preparations.get(job.seq);
  preparation?.abort.abort();
  await preparation?.done;
};

const prepare = async (
  context: PreparationContext,
  { job, node, signal }: JobOnNode & { signal: AbortSignal },
): Promise<boolean> => {
  const task = job.doc.jobPreparationTask;
  if (task === undefined) return true;
  const before = context.store.preparations.find(job.seq, node.id);
  if (task.rerunOnNodeRebootAfterSuccess === false && before?.preparation?.result === "success") return true;
  const maxRetries = task.constraints?.maxTaskRetryCount ?? 0;
  const info = await runOnNode(context, {
    ...{ job: job.doc, node, task, maxRetries, signal },
    id: task.id ?? "jobpreparation",
    maxMillis: limitMillis(task.constraints?.maxWallClockTime),
    save: (preparation) => save(context, { job: job.seq, node: node.id, pool: node.pool, preparation }),
  });
  if (info === undefined) return false;
  const succeeded = info.result === "success" || task.waitForSuccess === false;
  if (!succeeded) node.refuses.add(job.seq);
  return succeeded;
};

/** Runs the job's release task if its preparation task ran on the node. */
export const releaseJob = async (context: PreparationContext, { job, node }: JobOnNode): Promise<void> => {
  const task = job.doc.jobReleaseTask;
  const before = context.store.preparations.find(job.seq, node.id);
  if (task === undefined || before === undefined || before.release?.state === "completed") return;
  // The node is down.
  if (node.life.signal.aborted) return;
  await runOnNode(context, {
    ...{ job: job.doc, node, task, maxRetries: 0, signal: node.life.signal },
    id: task.id ?? "jobrelease",
    // Swagger, JobReleaseTask.maxWallClockTime: at most, and by default, 15 minutes.
    maxMillis: limitMillis(task.maxWallClockTime ?? "PT15M"),
    save: (release) => save(context, { ...before, release }),
  });
};

const save = (context: Pick<ClusterContext, "store">, preparation: Preparation): void =>
  context.store.transaction(() => context.store.preparations.save(preparation));

interface OnNode extends Pick<JobOnNode, "node"> {
  readonly job: Job;
  readonly task: JobPreparationTask | JobReleaseTask;
  readonly id: string;
  readonly maxRetries: number;
  readonly maxMillis?: number;
  readonly signal: AbortSignal;
  readonly save: (info: RunInfo) => void;
}

/** Runs a preparation or release task. Resolves to its last result; undefined if the node was removed meanwhile. */
const runOnNode = (
  context: Pick<ClusterContext, "clock" | "launcher" | "store">,
  run: OnNode,
): Promise<RunInfo | undefined> => {
  const { job, node, task, id, maxRetries, maxMillis, signal } = run;
  const taskRootDirectory = taskPath(job.id, id);
  const dir = join(node.dir, taskRootDirectory);
  const spec: AttemptSpec = {
    ...task,
    ...{ dir, maxMillis, signal, blobs: node.blobs, unavailable: unavailable(context, node, task) },
    environment: taskEnvironment(node.environment, {
      dir,
      user: task.userIdentity?.username ?? "_azbatch",
      job: { id: job.id, taskId: id },
      settings: [job.commonEnvironmentSettings, task.environmentSettings],
    }),
  };
  return runRecorded(context, {
    maxRetries,
    spec: () => spec,
    save: (info) => run.save({ taskRootDirectory, ...info }),
  });
};

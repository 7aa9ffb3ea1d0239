import { join } from "node:path";
import type { StoredJob } from "../state/store.ts";
import { stackOf } from "../system/errors.ts";
import { createTaskToken } from "../system/task-token.ts";
import { limitMillis } from "../time/duration.ts";
import { type Attempt, attempt } from "./attempt.ts";
import { taskPath } from "./directories.ts";
import { taskEnvironment } from "./environment.ts";
import { unknownFailure } from "./failures.ts";
import { injectNodeFault, type NodeLossContext } from "./lose-node.ts";
import { type PreparationContext, prepareJob } from "./preparation.ts";
import type { ClusterContext, Run } from "./runtime.ts";
import { unavailable } from "./unavailable.ts";
import { untilSaved } from "./until-saved.ts";

type RunTaskContext = NodeLossContext & PreparationContext & Pick<ClusterContext, "pause">;

/** Runs the job's preparation task, then one attempt of the task, and sets the run's result. Never rejects. */
export const runTask = async (context: RunTaskContext, run: Run): Promise<void> => {
  try {
    run.result = await resultOf(context, run);
  } catch (error) {
    if (run.abort.signal.aborted) {
      run.result = { phase: "aborted" };
      return;
    }
    context.log(`task ${run.task.id}: ${stackOf(error)}`);
    run.result = {
      phase: "preprocessing",
      failure: unknownFailure("The local Batch service had an internal error."),
    };
  }
};

const resultOf = async (context: RunTaskContext, run: Run): Promise<Attempt | "refused"> => {
  const job = context.store.jobs.get(run.task.job);
  if (job === undefined || run.abort.signal.aborted) return { phase: "aborted" };
  if (run.task.state === "preparing") {
    const prepared = await unlessAborted(prepareJob(context, { job, node: run.node }), run.abort.signal);
    if (prepared === "aborted") return { phase: "aborted" };
    if (!prepared) return "refused";
    run.task = await untilSaved(context, run.abort.signal, () =>
      context.store.transaction(() => context.store.tasks.start(run.task)),
    );
  }
  injectNodeFault(context, run);
  return attemptTask(context, run, job);
};

const attemptTask = (
  context: Pick<ClusterContext, "launcher" | "store">,
  run: Run,
  storedJob: StoredJob,
): Promise<Attempt> => {
  const { definition, node } = run;
  const job = storedJob.doc;
  const dir = join(node.dir, taskPath(job.id, run.task.id));
  const preparation = job.jobPreparationTask;
  return attempt(context.launcher, {
    dir,
    commandLine: definition.commandLine,
    environment: taskEnvironment(node.environment, {
      dir,
      user: definition.userIdentity?.username ?? "_azbatch",
      job: {
        id: job.id,
        taskId: run.task.id,
        token: definition.authenticationTokenSettings && tokenFor(context, storedJob),
        preparationDir: preparation && join(node.dir, taskPath(job.id, preparation.id ?? "jobpreparation")),
      },
      settings: [job.commonEnvironmentSettings, definition.environmentSettings],
    }),
    resourceFiles: definition.resourceFiles,
    outputFiles: definition.outputFiles,
    blobs: node.blobs,
    maxMillis: limitMillis(definition.constraints?.maxWallClockTime),
    signal: run.abort.signal,
    unavailable: unavailable(context, node, definition),
  });
};

const tokenFor = ({ store }: Pick<ClusterContext, "store">, { parent, doc }: StoredJob): string =>
  createTaskToken({ account: parent, job: doc.id }, store.accounts.key(parent) ?? "");

const unlessAborted = <T>(work: Promise<T>, signal: AbortSignal): Promise<T | "aborted"> => {
  const { promise, resolve } = Promise.withResolvers<"aborted">();
  const onAbort = () => resolve("aborted");
  signal.addEventListener("abort", onAbort, { once: true });
  return Promise.race([work, promise]).finally(() => signal.removeEventListener("abort", onAbort));
};

import { type RunRecord, readManifest, readOutcomes, readReport } from "../blobs/run-record.ts";
import type { FollowUp } from "../commands/follow-up.ts";
import { usageError } from "../errors.ts";
import { newJobId } from "../plan/ids.ts";
import type { Manifest, ManifestTask } from "../plan/manifest.ts";
import { packTasks } from "../plan/pack-tasks.ts";
import type { World } from "../world.ts";
import { jobLifeMs, type PreparedRun } from "./prepare.ts";

interface OnlyFailed {
  readonly timeoutMs: number;
  readonly maxTasks: number;
  readonly retries?: number | undefined;
  readonly followUp: FollowUp;
}

/**
 * A new run of the tasks that failed in a finished one, with the code and the inputs that it had: nothing of them needs
 * to be on this machine.
 */
export const onlyFailed = async (
  run: RunRecord,
  { timeoutMs, retries, followUp }: OnlyFailed,
  { clock, random }: Pick<World, "clock" | "random">,
): Promise<PreparedRun> => {
  const { jobId } = run;
  const earlier = await readManifest(run);
  if ((await readReport(run)) === undefined) {
    throw usageError(`run ${jobId} has not finished`, `First: ${followUp("submit", "--resume", jobId)}`);
  }
  const failed = new Set<string>();
  for await (const { taskId, succeeded } of readOutcomes(run)) if (!succeeded) failed.add(taskId);
  if (failed.size === 0) throw usageError(`no task of run ${jobId} has failed`);
  const createdAt = clock.now();
  const manifest = {
    ...earlier,
    jobId: newJobId({ workload: earlier.workload, now: createdAt, random }),
    createdAt: createdAt.toISOString(),
    maxWallClockTimeMs: jobLifeMs(timeoutMs),
    retries: retries === undefined ? earlier.retries : { ...earlier.retries, max: retries },
    tasks: packTasks(tasksAgain(earlier, failed)),
  };
  return { manifest, code: undefined, files: [] };
};

/** The failed ones, and those that they work on, which that run has done. */
const tasksAgain = function* (
  { jobId, tasks }: Manifest,
  failed: ReadonlySet<string>,
): Generator<ManifestTask> {
  const needed = new Set<string>();
  for (const { id, after = [] } of tasks)
    if (failed.has(id)) for (const earlier of after) needed.add(earlier);
  for (const { cachedFrom, ...task } of tasks) {
    if (failed.has(task.id)) yield task;
    else if (needed.has(task.id)) yield { ...task, cachedFrom: cachedFrom ?? jobId };
  }
};

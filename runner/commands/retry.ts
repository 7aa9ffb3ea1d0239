import pMap from "p-map";
import { failedFilter } from "../batch/batch-task.ts";
import { readManifest } from "../blobs/run-record.ts";
import { plural } from "../display/amounts.ts";
import { type ExitCode, exitCodes } from "../errors.ts";
import { endOfRun } from "../run/ended-run.ts";
import type { FinishOptions } from "../run/finish.ts";
import type { World } from "../world.ts";
import { submit } from "./submit.ts";
import { type Connected, runOf, withSession } from "./with-session.ts";

interface RetryOptions extends FinishOptions {
  readonly jobId: string;
  /** Leaves as soon as the tasks wait for a node again. */
  readonly detach: boolean;
}

/** Far more than a run has. */
const maxTasks = Number.MAX_SAFE_INTEGER;

/**
 * Runs the failed tasks of a run again: in its own job while that is active, else, because Batch begins nothing anew in a
 * job that has completed, as a new run of these tasks alone.
 */
export const retry = async (options: RetryOptions, world: World): Promise<ExitCode> => {
  const { jobId, ...rest } = options;
  const again = await reactivateFailed(options, world);
  const same = { ...rest, inputs: [], args: [], dryRun: false, force: false, maxTasks };
  return submit(again ? { ...same, resume: jobId } : { ...same, onlyFailed: jobId }, world);
};

/** Whether the job was active; then its failed tasks wait for a node again. */
const reactivateFailed = async (options: RetryOptions, world: World): Promise<boolean> => {
  let isActive = false;
  await withSession({ ...options, isQuiet: true }, world, async (connected) => {
    isActive = await reactivateIn(options.jobId, connected);
    return exitCodes.ok;
  });
  return isActive;
};

/** Tasks that are begun anew at a time. */
const concurrency = 8;

const reactivateIn = async (jobId: string, { session, display, world }: Connected): Promise<boolean> => {
  const { batch } = session.clients;
  const manifest = await readManifest(runOf(session, jobId));
  const job = await batch.getJob(jobId);
  if (job?.state !== "active") {
    await endOfRun(manifest, session, world);
    return false;
  }
  let count = 0;
  await pMap(
    batch.listTasks(jobId, failedFilter),
    async ({ id }) => {
      await batch.reactivateTask(jobId, id);
      count += 1;
    },
    { concurrency, signal: world.signal },
  );
  display.say(`${plural(count, "failed task")} of ${jobId} will run again, in the same job`);
  return true;
};

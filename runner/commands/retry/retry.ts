import pMap from "p-map";
import { failedFilter } from "../../azure/batch-task.ts";
import { ServiceError } from "../../azure/service-error.ts";
import type { CommandContext } from "../../command-context.ts";
import { type ExitCode, exitCodes, usageError } from "../../errors.ts";
import { readManifest, removeReport } from "../../results/run-record.ts";
import { changedCode } from "../../run/changed-code.ts";
import { endOfRun } from "../../run/ended-run.ts";
import type { FinishOptions } from "../../run/finish.ts";
import type { Session } from "../../run/session.ts";
import { plural } from "../../text/amounts.ts";
import { submit } from "../submit/submit.ts";
import { type Connected, runOf, withSession } from "../with-session.ts";

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
export const retry = async (options: RetryOptions, context: CommandContext): Promise<ExitCode> => {
  const { jobId, ...rest } = options;
  const again = await beginAnew(options, context);
  const same = { ...rest, inputs: [], args: [], dryRun: false, force: false, maxTasks };
  return submit(again ? { ...same, resume: jobId } : { ...same, onlyFailed: jobId }, context);
};

/** Whether the job was active; then its failed tasks wait for a node again. */
const beginAnew = async (options: RetryOptions, context: CommandContext): Promise<boolean> => {
  let isActive = false;
  await withSession({ ...options, isQuiet: true }, context, async (connected) => {
    isActive = await reactivateIn(options.jobId, connected);
    return exitCodes.ok;
  });
  return isActive;
};

/** Tasks that are begun anew at a time. */
const concurrency = 8;

const reactivateIn = async (jobId: string, connected: Connected): Promise<boolean> => {
  const { session, display, followUp, context } = connected;
  const { batch } = session.clients;
  const run = runOf(session, jobId);
  const manifest = await readManifest(run);
  const isActive = async (): Promise<boolean> => (await batch.getJob(jobId))?.state === "active";
  if (await isActive()) {
    // Azure may end a job some time after its last task, when its report is there already.
    await removeReport(run);
    const count = await reactivateFailed(jobId, session, context.signal);
    if (count > 0) {
      const changed = await changedCode(manifest, followUp, context);
      if (changed !== undefined) display.say(changed);
      display.say(`${plural(count, "failed task")} of ${jobId} will run again, in the same job`);
      return true;
    }
    if (await isActive())
      throw usageError(
        "NoFailedTasks",
        `no task of run ${jobId} has failed so far`,
        `To see how it goes: ${followUp("watch", jobId)}`,
      );
  }
  await endOfRun(manifest, session, context);
  return false;
};

/** Says how many tasks it has begun anew; those that others did, or whose job has ended meanwhile, are none. */
const reactivateFailed = async (
  jobId: string,
  { clients: { batch } }: Session,
  signal: AbortSignal,
): Promise<number> => {
  const again = await pMap(
    batch.listTasks(jobId, failedFilter),
    async ({ id }) => {
      try {
        await batch.reactivateTask(jobId, id);
        return true;
      } catch (error) {
        if (error instanceof ServiceError && error.status === 409) return false;
        throw error;
      }
    },
    { concurrency, signal },
  );
  return again.filter(Boolean).length;
};

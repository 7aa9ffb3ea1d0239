import pMap from "p-map";
import { failedFilter } from "../../azure/batch-task.ts";
import { ServiceError } from "../../azure/service-error.ts";
import type { CommandContext } from "../../command-context.ts";
import { type ExitCode, exitCodes, usageError } from "../../errors.ts";
import type { MaxFails } from "../../manifest/max-fails.ts";
import { type RunRecord, readManifest, removeReport } from "../../results/run-record.ts";
import { changedCode } from "../../run/changed-code.ts";
import { selectRun } from "../../run/find-run.ts";
import type { FinishOptions } from "../../run/finish.ts";
import type { Session } from "../../run/session.ts";
import { submitRun } from "../../run/submit-run.ts";
import { reportOfEndedRun } from "../../run/watch-run.ts";
import { plural } from "../../text/amounts.ts";
import { type Connected, withSession } from "../with-session.ts";

interface RetryOptions extends FinishOptions {
  /** A word that `findRun` takes. */
  readonly job: string | undefined;
  readonly maxFails?: MaxFails | undefined;
  readonly maxCost?: number | undefined;
  /** Exits as soon as the tasks wait for a node again. */
  readonly detach: boolean;
}

/**
 * Runs the failed tasks of a run again: in the run's job while that is active, else in a new run, because Batch reactivates
 * no task of a completed job.
 */
export const retry = async (
  { job: word, ...options }: RetryOptions,
  context: CommandContext,
): Promise<ExitCode> => {
  const { jobId: job, isActive } = await reactivateFailedTasks(word, options, context);
  const kind = isActive ? "resume" : "only-failed";
  return submitRun({ ...options, source: { kind, job }, force: false }, context);
};

interface Retried {
  readonly jobId: string;
  /** Whether the job was active; then its failed tasks wait for a node again. */
  readonly isActive: boolean;
}

const reactivateFailedTasks = async (
  word: string | undefined,
  options: FinishOptions,
  context: CommandContext,
): Promise<Retried> => {
  let retried: Retried = { jobId: "", isActive: false };
  await withSession({ ...options, isQuiet: true }, context, async (connected) => {
    const run = await selectRun(word, connected.session, connected.display.emit);
    retried = { jobId: run.jobId, isActive: await reactivateIn(run, connected) };
    return exitCodes.ok;
  });
  return retried;
};

const reactivateIn = async (run: RunRecord, connected: Connected): Promise<boolean> => {
  const { session, display, followUp, context } = connected;
  const { batch } = session.clients;
  const { jobId } = run;
  const manifest = await readManifest(run);
  const isActive = async (): Promise<boolean> => (await batch.getJob(jobId))?.state === "active";
  if (await isActive()) {
    // Azure may end a job some time after its last task, when the report is already written.
    await removeReport(run);
    const count = await reactivateAll(jobId, session, context.signal);
    if (count > 0) {
      const changed = await changedCode(manifest, followUp, context);
      if (changed !== undefined) display.say(changed);
      display.say(`${plural(count, "failed task")} of ${jobId} will run again in the same job`);
      return true;
    }
    if (await isActive())
      throw usageError(
        "NoFailedTasks",
        `no task of run ${jobId} has failed so far`,
        `Watch it: ${followUp("watch", jobId)}`,
      );
  }
  await reportOfEndedRun(manifest, session, context);
  return false;
};

/** Tasks reactivated at a time. */
const concurrency = 8;

/** Returns the number of tasks reactivated. Batch refuses one that is active already, or whose job has ended meanwhile. */
const reactivateAll = async (
  jobId: string,
  { clients: { batch } }: Session,
  signal: AbortSignal,
): Promise<number> => {
  const reactivated = await pMap(
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
  return reactivated.filter(Boolean).length;
};

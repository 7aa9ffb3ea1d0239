import { ServiceError } from "../azure/service-error.ts";
import type { CommandContext } from "../command-context.ts";
import { type ExitCode, exitCodes, isSystemError, RunnerError } from "../errors.ts";
import type { Display } from "../ui/display.ts";
import type { FollowUp } from "../ui/follow-up.ts";
import type { Session } from "./session.ts";

interface CutShort {
  readonly jobId: string;
  readonly session: Session;
  readonly followUp: FollowUp;
  /** Command that returns to the job; `submit --resume` by default. */
  readonly comeBack?: string;
  /** Whether the job has started. A run whose tasks are all cached has none. */
  readonly hasJob?: boolean;
  readonly display: Display;
  readonly context: Pick<CommandContext, "signal" | "cancelSignal" | "clock" | "terminal">;
}

/** Runs work that comes before the job. After Ctrl-C its error says that nothing runs. */
export const beforeJob = <T>(work: Promise<T>, signal: AbortSignal): Promise<T> =>
  work.catch((error: unknown) => {
    if (!signal.aborted) throw error;
    const message = "interrupted before the job was started; nothing runs";
    throw new RunnerError({ code: "Interrupted", kind: "interrupted", message, cause: error });
  });

/** A second Ctrl-C within this time cancels the job. */
const secondPressMs = 3000;

/**
 * Handles an error of a command that watches a job. After Ctrl-C it prints the commands that resume and cancel the job, and on a terminal a
 * second Ctrl-C cancels the job. Other errors are thrown with that hint.
 */
export const cutShort = async (error: unknown, request: CutShort): Promise<ExitCode> => {
  const { jobId, followUp, display, context } = request;
  const { comeBack = followUp("submit", "--resume", jobId), hasJob = true } = request;
  const { signal, terminal } = context;
  const wayBack = hasJob
    ? `The job continues\nResume: ${comeBack}\nCancel: ${followUp("cancel", jobId)}`
    : `Resume: ${comeBack}`;
  if (!signal.aborted) throw withHint(error, wayBack);
  const isAsked = hasJob && terminal.ask !== undefined;
  display.pause();
  display.say(`Interrupted\n${wayBack}${isAsked ? "\nCtrl-C again within 3 seconds cancels it now" : ""}`);
  if (isAsked && (await isPressedAgain(context))) await cancelJob(request);
  return exitCodes.interrupted;
};

const isPressedAgain = async ({ cancelSignal, clock }: CutShort["context"]): Promise<boolean> => {
  await clock.sleep(secondPressMs, cancelSignal).catch((error: unknown) => {
    if (!cancelSignal.aborted) throw error;
  });
  return cancelSignal.aborted;
};

const cancelJob = async ({ jobId, session, followUp, display }: CutShort): Promise<void> => {
  await session.afterwards().batch.terminateJob(jobId, "cancelled by Ctrl-C");
  display.emit({ event: "cancelled", jobId });
  display.say(`Results of completed tasks stay\nGet results: ${followUp("download", jobId)}`);
};

/** Adds the hint to an error, unless it is a bug or the job is gone. */
const withHint = (error: unknown, wayBack: string): unknown => {
  if (error instanceof ServiceError && error.isTransient) {
    const message = `${error.code}: ${error.message}`;
    return new RunnerError({ kind: "environment", message, hint: wayBack, cause: error });
  }
  if (isSystemError(error)) {
    const room = error.code === "ENOSPC" ? "Free some disk space, or resume with another --out.\n" : "";
    return new RunnerError({
      kind: "environment",
      message: error.message,
      hint: room + wayBack,
      cause: error,
    });
  }
  if (!(error instanceof RunnerError) || error.kind === "usage" || error.isFinal) return error;
  const { kind, message, hint } = error;
  return new RunnerError({ kind, message, hint: [hint, wayBack].filter(Boolean).join("\n"), cause: error });
};

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
  /** The command that comes back to the job, if it is not `submit --resume`. */
  readonly comeBack?: string;
  /** Whether the run has a job with all its tasks: earlier results may be all it waits for, or the job isn't started yet. */
  readonly hasJob?: boolean;
  readonly display: Display;
  readonly context: Pick<CommandContext, "signal" | "cancelSignal" | "clock" | "terminal">;
}

/** Work that comes before a job exists: Ctrl-C ends it with nothing begun. */
export const beforeJob = <T>(work: Promise<T>, signal: AbortSignal): Promise<T> =>
  work.catch((error: unknown) => {
    if (!signal.aborted) throw error;
    const message = "Interrupted before the job was started: nothing runs";
    throw new RunnerError({ code: "Interrupted", kind: "interrupted", message, cause: error });
  });

/** How long a second Ctrl-C is waited for. */
const secondPressMs = 3000;

/**
 * Ends a command that watched a job when an error cuts it short: the user learns that the job goes on, how to come back
 * to it and how to cancel it. After a Ctrl-C on a terminal a second one cancels the job; any other error is thrown on.
 */
export const cutShort = async (error: unknown, request: CutShort): Promise<ExitCode> => {
  const { jobId, followUp, display, context } = request;
  const { comeBack = followUp("submit", "--resume", jobId), hasJob = true } = request;
  const { signal, terminal } = context;
  const wayBack = hasJob
    ? `The job goes on. To come back to it: ${comeBack}\nTo cancel it: ${followUp("cancel", jobId)}`
    : `To come back to the run: ${comeBack}`;
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
  display.say(`What has completed stays: ${followUp("download", jobId)}`);
};

/** What went wrong with the way back added, unless it is a bug or nothing is left to come back to. */
const withHint = (error: unknown, wayBack: string): unknown => {
  if (error instanceof ServiceError && error.isTransient) {
    const message = `${error.code}: ${error.message}`;
    return new RunnerError({ kind: "environment", message, hint: wayBack, cause: error });
  }
  if (isSystemError(error)) {
    const room = error.code === "ENOSPC" ? "Make room, or come back with another --out.\n" : "";
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

import type { CommandContext } from "../command-context.ts";
import { type ExitCode, usageError } from "../errors.ts";
import { isId } from "../manifest/manifest.ts";
import type { RunRecord } from "../results/run-record.ts";
import { openSession, runRecord, type Session } from "../run/session.ts";
import type { Display } from "../ui/display.ts";
import type { Emit } from "../ui/events.ts";
import { type FollowUp, type FollowUpFlags, followUps } from "../ui/follow-up.ts";
import { openDisplay } from "../ui/open-display.ts";
import type { SharedFlags } from "./shared-options.ts";

/** What a command works with while it is connected. */
export interface Connected {
  readonly session: Session;
  readonly display: Display;
  readonly followUp: FollowUp;
  readonly context: CommandContext;
}

interface Quiet {
  /** Says nothing of the environment, for commands whose output is somebody else's. */
  readonly isQuiet?: boolean;
}

/** Connects to the environment that the flags choose, for as long as the command works. */
export const withSession = async (
  { isQuiet = false, ...flags }: SharedFlags & FollowUpFlags & Quiet,
  context: CommandContext,
  use: (connected: Connected) => Promise<ExitCode>,
): Promise<ExitCode> => {
  const display = openDisplay(flags.json ?? false, context);
  try {
    const emit: Emit = (event) => {
      if (!isQuiet || event.event !== "environment") display.emit(event);
    };
    const session = await openSession(flags, context, emit);
    try {
      return await use({ session, display, followUp: followUps(flags, context.env), context });
    } finally {
      session.environment.release();
    }
  } finally {
    display.close();
  }
};

/** Where the record of a run is. Refuses what can't be a job's id before anything is asked. */
export const runOf = (session: Session, jobId: string): RunRecord => {
  if (isId(jobId)) return runRecord(session, jobId);
  throw usageError(
    "InvalidJobId",
    `expected the id of a job, found "${jobId}"`,
    "Runs and their ids: npm run status",
  );
};

import type { CommandContext } from "../command-context.ts";
import type { ExitCode } from "../errors.ts";
import { openSession, type Session } from "../run/session.ts";
import type { Display } from "../ui/display.ts";
import type { Emit } from "../ui/events.ts";
import { type FollowUp, type FollowUpFlags, followUps } from "../ui/follow-up.ts";
import { openDisplay } from "../ui/open-display.ts";
import type { SharedFlags } from "./shared-options.ts";

/** A command's connection to an environment. */
export interface Connected {
  readonly session: Session;
  readonly display: Display;
  readonly followUp: FollowUp;
  readonly context: CommandContext;
}

interface Quiet {
  /** Suppresses the event `environment`. */
  readonly isQuiet?: boolean;
}

/** Connects to the environment that the flags choose, and releases it when the command ends. */
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

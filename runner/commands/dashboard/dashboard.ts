import { once } from "node:events";
import type { CommandContext } from "../../command-context.ts";
import { type ExitCode, exitCodes } from "../../errors.ts";
import { openSession } from "../../run/session.ts";
import { writeData } from "../../terminal.ts";
import { eventLine } from "../../ui/event-line.ts";
import type { RunEvent } from "../../ui/events.ts";
import { openDisplay } from "../../ui/open-display.ts";
import type { SharedFlags } from "../shared-options.ts";
import { type NamedEnvironment, openDashboard } from "./open-dashboard.ts";

interface DashboardOptions extends SharedFlags {
  /** 0 for any free port. */
  readonly port: number;
}

/** Serves the dashboard of an environment until Ctrl-C. */
export const dashboard = async (options: DashboardOptions, context: CommandContext): Promise<ExitCode> => {
  const { port, ...flags } = options;
  const { json = false } = flags;
  const { terminal, signal } = context;
  const display = openDisplay(json, context);
  let named: NamedEnvironment = { kind: "local cloud", name: "local" };
  const emit = (event: RunEvent): void => {
    if (event.event === "environment") named = event;
    display.emit(event);
  };
  try {
    const session = await openSession(flags, context, emit);
    try {
      const { url, close } = await openDashboard({ session, named, flags, port, context });
      await writeData(terminal.stdout, json ? eventLine({ event: "dashboard", url }) : `Dashboard: ${url}\n`);
      if (!json) display.say("Stop it with Ctrl-C");
      if (!signal.aborted) await once(signal, "abort");
      await close();
      return exitCodes.ok;
    } finally {
      session.environment.release();
    }
  } finally {
    display.close();
  }
};

import type { CommandContext } from "../../command-context.ts";
import { type ExitCode, exitCodes } from "../../errors.ts";
import { findRun } from "../../run/find-run.ts";
import type { PriceFlags } from "../../run/node-price.ts";
import { startPricing } from "../../run/pricing.ts";
import { writeData } from "../../terminal.ts";
import { visibleData } from "../../text/visible.ts";
import { eventLine } from "../../ui/event-line.ts";
import type { SharedFlags } from "../shared-options.ts";
import { painter } from "../state-colours.ts";
import { withSession } from "../with-session.ts";
import { lookAtRun } from "./look-at-run.ts";
import { statusText } from "./run-status-text.ts";

interface StatusOptions extends SharedFlags, PriceFlags {
  /** A word that `findRun` takes. */
  readonly job: string | undefined;
}

/** Shows the status of a run. The text and the event name the run, so no event `selected` is emitted. */
export const status = (options: StatusOptions, context: CommandContext): Promise<ExitCode> =>
  withSession(options, context, async ({ session, display, followUp }) => {
    const { clock, terminal } = context;
    const pricing = startPricing(session.environment.outputs, options, context);
    const { jobId } = await findRun(options.job, session);
    const found = await lookAtRun(session, jobId, clock, { pricing });
    display.pause();
    const shown = options.json
      ? eventLine({ event: "status", ...found })
      : `${statusText(visibleData(found), { now: clock.now(), paint: painter(context), followUp })}\n`;
    await writeData(terminal.stdout, shown);
    return exitCodes.ok;
  });

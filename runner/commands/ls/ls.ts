import type { CommandContext } from "../../command-context.ts";
import { type ExitCode, exitCodes } from "../../errors.ts";
import { writeData } from "../../terminal.ts";
import { plural } from "../../text/amounts.ts";
import { columnsOf } from "../../text/columns.ts";
import { visibleData } from "../../text/visible.ts";
import { eventLine } from "../../ui/event-line.ts";
import type { SharedFlags } from "../shared-options.ts";
import { painter } from "../state-colours.ts";
import { withSession } from "../with-session.ts";
import { type ListRequest, listSummaries } from "./list-summaries.ts";
import { runList, runListTsv } from "./run-list-text.ts";

type LsOptions = SharedFlags & ListRequest;

/** Lists the newest runs. */
export const ls = (options: LsOptions, context: CommandContext): Promise<ExitCode> =>
  withSession(options, context, async ({ session, display, followUp }) => {
    const { json, states, workload } = options;
    const { runs, unread } = await listSummaries(session.clients, options);
    const { stdout } = context.terminal;
    display.pause();
    if (json) for (const run of runs) await writeData(stdout, eventLine({ event: "run", ...run }));
    else if (runs.length > 0 && stdout.isTTY) {
      const table = { now: context.clock.now(), paint: painter(context), width: columnsOf(stdout) };
      await writeData(stdout, `${runList(visibleData(runs), table)}\n`);
    } else if (runs.length > 0) await writeData(stdout, runListTsv(runs));
    else if (states !== undefined || workload !== undefined) display.say("No run matches");
    else display.say(`No runs yet. Start one: ${followUp("submit")}`);
    if (unread > 0 && !json) display.say(`${plural(unread, "older run")} not listed; use --max to list more`);
    return exitCodes.ok;
  });

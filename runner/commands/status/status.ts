import { styleText } from "node:util";
import type { CommandContext } from "../../command-context.ts";
import { type ExitCode, exitCodes } from "../../errors.ts";
import { writeData } from "../../terminal.ts";
import { plural } from "../../text/amounts.ts";
import { visibleData } from "../../text/visible.ts";
import { eventLine } from "../../ui/event-line.ts";
import type { SharedFlags } from "../shared-options.ts";
import { type Connected, runOf, withSession } from "../with-session.ts";
import { listSummaries } from "./list-summaries.ts";
import { lookAtRun } from "./look-at-run.ts";
import { type Paint, runList, stateColours } from "./run-list-text.ts";
import { statusText } from "./run-status-text.ts";

interface StatusOptions extends SharedFlags {
  /** Undefined to list the runs of the environment. */
  readonly jobId?: string | undefined;
  /** Most runs to list. */
  readonly max: number;
}

/** Shows the status of a run, or lists the newest runs. */
export const status = (options: StatusOptions, context: CommandContext): Promise<ExitCode> =>
  withSession(options, context, async (connected) => {
    const { jobId } = options;
    await (jobId === undefined ? showList(options, connected) : showRun({ ...options, jobId }, connected));
    return exitCodes.ok;
  });

const showList = async (
  { max, json }: StatusOptions,
  { session, context, display, followUp }: Connected,
): Promise<void> => {
  const { runs, total } = await listSummaries(session.clients, max);
  const { stdout } = context.terminal;
  display.pause();
  if (json) {
    for (const run of runs) await writeData(stdout, eventLine({ event: "run", ...run }));
    return;
  }
  if (runs.length === 0) return display.say(`No runs yet. Start one: ${followUp("submit")}`);
  await writeData(stdout, `${runList(visibleData(runs), context.clock.now(), painter(context))}\n`);
  if (total > runs.length)
    display.say(`${plural(total - runs.length, "older run")} not shown; use --max to list more`);
};

const showRun = async (
  { jobId, json }: StatusOptions & { readonly jobId: string },
  { session, context, display, followUp }: Connected,
): Promise<void> => {
  const { clock, terminal } = context;
  const found = await lookAtRun(session, runOf(session, jobId).jobId, clock);
  display.pause();
  const shown = json
    ? eventLine({ event: "status", ...found })
    : `${statusText(visibleData(found), { now: clock.now(), paint: painter(context), followUp })}\n`;
  await writeData(terminal.stdout, shown);
};

const painter =
  ({ terminal }: CommandContext): Paint =>
  (state, text) =>
    styleText(stateColours[state], text, { stream: terminal.stdout });

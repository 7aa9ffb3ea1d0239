import type { Clock } from "../clock.ts";
import type { CommandContext } from "../command-context.ts";
import { jsonLine } from "../text/visible.ts";
import type { Display } from "./display.ts";
import type { RunEvent } from "./events.ts";
import { liveDisplay } from "./live.ts";
import { keepPace } from "./pace.ts";
import { plainDisplay } from "./plain.ts";

/** Words on stderr, live on a terminal; with `json` plain words and, on stdout, every event as a line of JSON. */
export const openDisplay = (
  json: boolean,
  { terminal, clock, env }: Pick<CommandContext, "terminal" | "clock" | "env">,
): Display => {
  const { stdout, stderr } = terminal;
  // A dumb terminal can't move its cursor: one of Emacs, say.
  const isLive = stderr.isTTY && !json && env.TERM !== "dumb";
  const display = calm(isLive ? liveDisplay(stderr, clock) : plainDisplay(stderr, clock), clock);
  if (!json) return display;
  const timed = withTimeLeft();
  return {
    ...display,
    emit: (event) => {
      stdout.write(`${jsonLine(timed(event))}\n`);
      display.emit(event);
    },
  };
};

/** Who reads events has no clock that ticks between them, as a display has. */
export const withTimeLeft = (): ((event: RunEvent) => RunEvent) => {
  const pace = keepPace();
  return (event) => {
    if (event.event !== "progress") return event;
    pace.add(event);
    return { ...event, leftMs: pace.at(event.elapsedMs).leftMs };
  };
};

/** A trouble that goes on is not news. */
const sameTroubleMs = 15_000;

/** Many calls at a time meet the same trouble: says it once in a while. */
export const calm = (display: Display, clock: Clock): Display => {
  const saidAt = new Map<string, number>();
  return {
    ...display,
    emit: (event) => {
      if (event.event === "retry") {
        const now = clock.monotonicMs();
        if (now - (saidAt.get(event.reason) ?? Number.NEGATIVE_INFINITY) < sameTroubleMs) return;
        saidAt.set(event.reason, now);
      }
      display.emit(event);
    },
  };
};

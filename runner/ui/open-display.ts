import type { Clock } from "../clock.ts";
import type { CommandContext } from "../command-context.ts";
import type { Display } from "./display.ts";
import { eventLine } from "./event-line.ts";
import { liveDisplay } from "./live.ts";
import { plainDisplay } from "./plain.ts";

/** Opens a display on stderr, which is live on a terminal. With `json` it is plain, and events also go to stdout as JSON. */
export const openDisplay = (
  json: boolean,
  { terminal, clock, env }: Pick<CommandContext, "terminal" | "clock" | "env">,
): Display => {
  const { stdout, stderr } = terminal;
  // A dumb terminal, such as that of Emacs, can't move its cursor.
  const isLive = stderr.isTTY && !json && env.TERM !== "dumb";
  const display = withoutRepeatedRetries(
    isLive ? liveDisplay(stderr, clock) : plainDisplay(stderr, clock),
    clock,
  );
  if (!json) return display;
  return {
    ...display,
    emit: (event) => {
      stdout.write(eventLine(event));
      display.emit(event);
    },
  };
};

/** Suppress repeats of a retry message within this window. */
const repeatMs = 15_000;

/** Suppresses repeats of a retry message: many concurrent calls fail for the same reason. */
export const withoutRepeatedRetries = (display: Display, clock: Clock): Display => {
  const shownAt = new Map<string, number>();
  return {
    ...display,
    emit: (event) => {
      if (event.event === "retry") {
        const now = clock.monotonicMs();
        if (now - (shownAt.get(event.reason) ?? Number.NEGATIVE_INFINITY) < repeatMs) return;
        shownAt.set(event.reason, now);
      }
      display.emit(event);
    },
  };
};

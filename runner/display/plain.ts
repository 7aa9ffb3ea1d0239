import type { Clock } from "../clock.ts";
import type { Progress, RunEvent } from "../events.ts";
import type { Terminal } from "../terminal.ts";
import type { Display } from "./display.ts";
import { nodeWords, progressWords, words } from "./words.ts";

/** Progress lines come no closer than this, so that a log stays readable. */
const leastGapMs = 3000;

/** Lines for logs: one when something has changed, none while nothing does. */
export const plainDisplay = (stderr: Terminal["stderr"], clock: Clock): Display => {
  let shown = "";
  let shownAt = Number.NEGATIVE_INFINITY;
  const say = (text: string): void => void stderr.write(`${text}\n`);
  let nodes: Progress["nodes"];
  const progress = (event: Progress): void => {
    nodes = event.nodes ?? nodes;
    const text = [progressWords(event), nodeWords({ ...event, nodes })]
      .filter((part) => part !== undefined)
      .join("; ");
    const now = clock.now().getTime();
    const isLast = event.counts.succeeded + event.counts.failed === event.total;
    if (text === shown || (now - shownAt < leastGapMs && !isLast)) return;
    [shown, shownAt] = [text, now];
    say(text);
  };
  return {
    emit: (event: RunEvent) => {
      if (event.event === "progress") return progress(event);
      const text = words(event);
      if (text !== undefined) say(text);
    },
    say,
    pause: () => {},
    close: () => {},
  };
};

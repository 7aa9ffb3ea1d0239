import type { Clock } from "../clock.ts";
import type { Terminal } from "../terminal.ts";
import { columnsOf, wrap } from "../text/columns.ts";
import { visible, visibleData } from "../text/visible.ts";
import type { Display } from "./display.ts";
import type { RunEvent } from "./events.ts";
import { progressBlock } from "./progress-block.ts";
import type { Progress } from "./progress-events.ts";
import { redrawnBlock } from "./redrawn-block.ts";
import { styleOf } from "./style.ts";
import { stepWords, words } from "./words.ts";

/** Events that end the step shown in the block. */
const stepEnds: ReadonlySet<RunEvent["event"]> = new Set(["packages", "planned", "resumed", "uploaded"]);

/** Returns the progress some time after its event: elapsed times have grown, and the time left is shorter. */
const later = (progress: Progress, ms: number): Progress => {
  const { elapsedMs, leftMs, longestMs, stragglers } = progress;
  return {
    ...progress,
    elapsedMs: elapsedMs + ms,
    leftMs: leftMs === undefined ? undefined : Math.max(0, leftMs - ms),
    longestMs: longestMs === undefined ? undefined : longestMs + ms,
    stragglers: stragglers?.map((each) => ({ ...each, elapsedMs: each.elapsedMs + ms })),
  };
};

/** A block that is redrawn at each event, with permanent lines above it. */
export const liveDisplay = (stderr: Terminal["stderr"], clock: Clock): Display => {
  const block = redrawnBlock(stderr);
  const style = styleOf(stderr);
  let progress: Progress | undefined;
  let current: () => string = () => "";
  const draw = (): void => block.draw(current());
  const show = (event: Progress): void => {
    const at = clock.monotonicMs();
    const { nodes, shortfall } = event.nodes === undefined && progress !== undefined ? progress : event;
    progress = visibleData({ ...event, nodes, shortfall });
    const shown = progress;
    current = () => {
      const now = later(shown, clock.monotonicMs() - at);
      return progressBlock(now, columnsOf(stderr), style);
    };
    draw();
  };
  const showLine = (text: string): void => {
    current = () =>
      wrap(text, columnsOf(stderr) - 1)
        .map((line) => style("dim", line))
        .join("\n");
    draw();
  };
  const pause = (): void => {
    block.clear();
    // Show the cursor again: a prompt may follow.
    block.end();
    current = () => "";
  };
  // Polls of the job become rarer, but the elapsed time should move.
  const timer = setInterval(draw, 250).unref();
  const say: Display["say"] = (text, colour) => {
    const line = visible(text);
    block.clear();
    stderr.write(`${colour === undefined ? line : style(colour, line)}\n`);
    draw();
  };
  return {
    emit: (event: RunEvent) => {
      if (event.event === "progress") return show(event);
      const step = stepWords(event);
      if (step !== undefined) return showLine(step);
      if (stepEnds.has(event.event)) pause();
      const text = words(event);
      if (text !== undefined) say(text);
      if (event.event === "environment") showLine("Connecting");
    },
    say,
    pause,
    close: () => {
      clearInterval(timer);
      pause();
    },
  };
};

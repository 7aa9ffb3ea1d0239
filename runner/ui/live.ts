import type { Clock } from "../clock.ts";
import type { Terminal } from "../terminal.ts";
import { columnsOf } from "../text/columns.ts";
import { visible, visibleData } from "../text/visible.ts";
import type { Display } from "./display.ts";
import type { Progress, RunEvent } from "./events.ts";
import { keepPace } from "./pace.ts";
import { progressBlock } from "./progress-block.ts";
import { redrawnBlock } from "./redrawn-block.ts";
import { styleOf } from "./style.ts";
import { stepWords, words } from "./words.ts";

/** What the block said before them is over. */
const steps: ReadonlySet<RunEvent["event"]> = new Set(["planned", "resumed", "uploaded"]);

/** One block that is redrawn, with lines of lasting interest above it. */
export const liveDisplay = (stderr: Terminal["stderr"], clock: Clock): Display => {
  const block = redrawnBlock(stderr);
  const pace = keepPace();
  const style = styleOf(stderr);
  let progress: Progress | undefined;
  let current: () => string = () => "";
  const draw = (): void => block.draw(current());
  const show = (event: Progress): void => {
    const at = clock.monotonicMs();
    pace.add(event);
    const { nodes, shortfall } = event.nodes === undefined && progress !== undefined ? progress : event;
    progress = visibleData({ ...event, nodes, shortfall });
    const shown = progress;
    current = () => {
      const elapsedMs = shown.elapsedMs + clock.monotonicMs() - at;
      return progressBlock({ ...shown, elapsedMs }, pace.at(elapsedMs), columnsOf(stderr), style);
    };
    draw();
  };
  const showLine = (text: string): void => {
    current = () => style("dim", text);
    draw();
  };
  const pause = (): void => {
    block.clear();
    // Who is asked something meanwhile wants to see the cursor.
    block.end();
    current = () => "";
  };
  // Looks at the job get rarer; the elapsed time should move all the same.
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
      if (steps.has(event.event)) pause();
      const text = words(event);
      if (text !== undefined) say(text);
      if (event.event === "environment") showLine("connecting");
    },
    say,
    pause,
    close: () => {
      clearInterval(timer);
      pause();
    },
  };
};

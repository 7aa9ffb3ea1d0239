import { styleText } from "node:util";
import { createLogUpdate } from "log-update";
import type { Clock } from "../clock.ts";
import type { Progress, RunEvent } from "../events.ts";
import type { Terminal } from "../terminal.ts";
import type { Display } from "./display.ts";
import { progressBlock, type Style } from "./progress-block.ts";
import { words } from "./words.ts";

/** One block that is redrawn, with lines of lasting interest above it. */
export const liveDisplay = (stderr: Terminal["stderr"], clock: Clock): Display => {
  const block = createLogUpdate(stderr);
  const style: Style = (format, text) => styleText(format, text, { stream: stderr, validateStream: true });
  let last: { progress: Progress; at: number } | undefined;
  const draw = (): void => {
    if (last === undefined) return;
    const elapsedMs = last.progress.elapsedMs + clock.now().getTime() - last.at;
    block(progressBlock({ ...last.progress, elapsedMs }, stderr.columns ?? 80, style));
  };
  // Looks at the job get rarer; the elapsed time should move all the same.
  const timer = setInterval(draw, 250).unref();
  const say = (text: string): void => {
    block.clear();
    stderr.write(`${text}\n`);
    draw();
  };
  return {
    emit: (event: RunEvent) => {
      if (event.event === "progress") {
        last = {
          progress: { ...event, nodes: event.nodes ?? last?.progress.nodes },
          at: clock.now().getTime(),
        };
        return draw();
      }
      const text = words(event);
      if (text !== undefined) say(text);
    },
    say,
    pause: () => {
      block.clear();
      last = undefined;
    },
    close: () => {
      clearInterval(timer);
      block.clear();
      block.done();
    },
  };
};

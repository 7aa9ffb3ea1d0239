import { stripVTControlCharacters, styleText } from "node:util";
import { createLogUpdate } from "log-update";
import type { Clock } from "../clock.ts";
import type { Progress, RunEvent } from "../events.ts";
import type { Terminal } from "../terminal.ts";
import { bytes, plural } from "./amounts.ts";
import type { Display } from "./display.ts";
import { keepPace } from "./pace.ts";
import { progressBlock, type Style } from "./progress-block.ts";
import { words } from "./words.ts";

/** One block that is redrawn, with lines of lasting interest above it. */
export const liveDisplay = (stderr: Terminal["stderr"], clock: Clock): Display => {
  let block = createLogUpdate(stderr);
  let drawn = { text: "", columns: columnsOf(stderr) };
  const pace = keepPace();
  const style: Style = (format, text) => styleText(format, text, { stream: stderr, validateStream: true });
  let progress: Progress | undefined;
  let current: () => string = () => "";
  const draw = (): void => {
    if (columnsOf(stderr) < drawn.columns && drawn.text !== "") {
      // The terminal has broken the lines, of which log-update knows nothing.
      stderr.write(eraseBroken(drawn.text, columnsOf(stderr)));
      block = createLogUpdate(stderr);
    }
    drawn = { text: current(), columns: columnsOf(stderr) };
    if (drawn.text !== "") block(drawn.text);
  };
  const show = (event: Progress): void => {
    const at = clock.now().getTime();
    pace.add(event);
    const { nodes, shortfall } = event.nodes === undefined && progress !== undefined ? progress : event;
    progress = { ...event, nodes, shortfall };
    const shown = progress;
    current = () => {
      const elapsedMs = shown.elapsedMs + clock.now().getTime() - at;
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
    drawn = { ...drawn, text: "" };
    current = () => "";
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
      if (event.event === "progress") return show(event);
      if (event.event === "uploading") return showLine(`uploading: ${event.done} of ${event.total}`);
      if (event.event === "downloading")
        return showLine(`fetched ${plural(event.files, "file")} (${bytes(event.bytes)})`);
      if (event.event === "uploaded") pause();
      const text = words(event);
      if (text !== undefined) say(text);
      if (event.event === "environment") showLine("connecting");
      if (event.event === "planned" || event.event === "resumed") pause();
    },
    say,
    pause,
    close: () => {
      clearInterval(timer);
      pause();
      block.done();
    },
  };
};

const columnsOf = ({ columns }: Terminal["stderr"]): number => columns ?? 80;

/** Takes a block away that a narrower terminal has broken into more lines; the cursor is on the line below it. */
const eraseBroken = (text: string, columns: number): string => {
  const heights = text.split("\n").map((line) => Math.ceil(stripVTControlCharacters(line).length / columns));
  const lines = heights.reduce((sum, height) => sum + Math.max(1, height), 0);
  return `\u001B[${lines}A\r\u001B[J`;
};

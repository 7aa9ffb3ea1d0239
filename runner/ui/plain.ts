import type { Clock } from "../clock.ts";
import { spentWords } from "../results/cost-lines.ts";
import type { Terminal } from "../terminal.ts";
import { visible } from "../text/visible.ts";
import type { Display } from "./display.ts";
import type { RunEvent } from "./events.ts";
import type { Progress } from "./progress-events.ts";
import { styleOf } from "./style.ts";
import { slowWords, timeWords } from "./time-words.ts";
import { nodeWords, progressWords, stepWords, words } from "./words.ts";

/** Shortest time between lines: for news, for counts and long steps, and for lines without any change. */
const newsGapMs = 3000;
const countsGapMs = 30_000;
const silenceMs = 5 * 60_000;

/** Prints lines for logs: at news, such as the first failure or another reason to wait, and otherwise rarely. */
export const plainDisplay = (stderr: Terminal["stderr"], clock: Clock): Display => {
  let shown = { text: "", news: "", at: Number.NEGATIVE_INFINITY };
  let known: Pick<Progress, "nodes" | "shortfall"> = {};
  const style = styleOf(stderr);
  const say: Display["say"] = (text, colour) => {
    const shown = visible(text);
    stderr.write(`${colour === undefined ? shown : style(colour, shown)}\n`);
  };
  const progress = (event: Progress): void => {
    if (event.nodes !== undefined) known = { nodes: event.nodes, shortfall: event.shortfall };
    const full = { ...event, ...known };
    const text = [progressWords(full), ...nodeWords(full)].join("; ");
    const news = newsOf(full);
    const now = clock.monotonicMs();
    const gap = news !== shown.news ? newsGapMs : text !== shown.text ? countsGapMs : silenceMs;
    const isComplete = event.counts.succeeded + event.counts.failed === event.total;
    if (now - shown.at < gap && !(isComplete && text !== shown.text)) return;
    shown = { text, news, at: now };
    say([text, ...timeWords(event), ...spentWords(event), ...slowWords(event)].join("; "));
  };
  let nextStep = { event: "", at: 0 };
  const step = (event: string, text: string): void => {
    const now = clock.monotonicMs();
    if (event === nextStep.event && now < nextStep.at) return;
    // A step that ends sooner needs no line.
    if (event === nextStep.event) say(text);
    nextStep = { event, at: now + countsGapMs };
  };
  return {
    emit: (event: RunEvent) => {
      if (event.event === "progress") return progress(event);
      const stepText = stepWords(event);
      if (stepText !== undefined) return step(event.event, stepText);
      const text = words(event);
      if (text !== undefined) say(text);
    },
    say,
    pause: () => {},
    close: () => {},
  };
};

/** Returns what is worth a line at once if it changes: the states present, and the reasons without their numbers. */
const newsOf = ({ counts, nodes = {}, waiting = "", shortfall = "" }: Progress): string => {
  const states = [counts.running > 0, counts.failed > 0, ...Object.keys(nodes).sort()];
  return JSON.stringify([states, `${waiting}${shortfall}`.replace(/\d[\d.]*\s?[dhms]?/g, "")]);
};

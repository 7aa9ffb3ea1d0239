import type { Clock } from "../clock.ts";
import type { Terminal } from "../terminal.ts";
import { formatElapsed } from "../text/duration.ts";
import { visible } from "../text/visible.ts";
import type { Display } from "./display.ts";
import type { Progress, RunEvent } from "./events.ts";
import { keepPace } from "./pace.ts";
import { styleOf } from "./style.ts";
import { nodeWords, progressWords, stepWords, words } from "./words.ts";

/** News comes no closer than this, mere counts and steps that take long every half minute, and a sign of life where nothing changes. */
const newsGapMs = 3000;
const countsGapMs = 30_000;
const silenceMs = 5 * 60_000;

/** Lines for logs: one when there is news, such as the first failure or another reason to wait; few while all goes well. */
export const plainDisplay = (stderr: Terminal["stderr"], clock: Clock): Display => {
  const pace = keepPace();
  let shown = { text: "", news: "", at: Number.NEGATIVE_INFINITY };
  let known: Pick<Progress, "nodes" | "shortfall"> = {};
  const style = styleOf(stderr);
  const say: Display["say"] = (text, colour) => {
    const shown = visible(text);
    stderr.write(`${colour === undefined ? shown : style(colour, shown)}\n`);
  };
  const progress = (event: Progress): void => {
    pace.add(event);
    if (event.nodes !== undefined) known = { nodes: event.nodes, shortfall: event.shortfall };
    const full = { ...event, ...known };
    const text = [progressWords(full), ...nodeWords(full)].join("; ");
    const news = newsOf(full);
    const now = clock.monotonicMs();
    const gap = news !== shown.news ? newsGapMs : text !== shown.text ? countsGapMs : silenceMs;
    const isLast = event.counts.succeeded + event.counts.failed === event.total;
    if (now - shown.at < gap && !(isLast && text !== shown.text)) return;
    shown = { text, news, at: now };
    const { leftMs } = pace.at(event.elapsedMs);
    say(leftMs === undefined ? text : `${text}; about ${formatElapsed(leftMs)} left`);
  };
  let sayStepAt = { event: "", at: 0 };
  const step = (event: string, text: string): void => {
    const now = clock.monotonicMs();
    if (event === sayStepAt.event && now < sayStepAt.at) return;
    // A step that is over sooner needs no line.
    if (event === sayStepAt.event) say(text);
    sayStepAt = { event, at: now + countsGapMs };
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

/** What is worth a line at once: which states there are, and reasons, whose numbers and times move all the while. */
const newsOf = ({ counts, nodes = {}, waiting = "", shortfall = "" }: Progress): string => {
  const states = [counts.running > 0, counts.failed > 0, ...Object.keys(nodes).sort()];
  return JSON.stringify([states, `${waiting}${shortfall}`.replace(/\d[\d.]*\s?[dhms]?/g, "")]);
};

import type { TerminalSize } from "./record-terminal.ts";
import type { Frame, Span } from "./terminal-frames.ts";

const fontSize = 14;
/** Width of a column of a monospaced font. */
const columnWidth = 8.4;
const lineHeight = 17;
const margin = 16;

/** Pause at the end before the picture starts again. Milliseconds. */
const pauseMs = 6000;

/** The terminal's first 16 colours, on its background with a contrast of at least 4.5:1. */
const palette = [
  ..."8b949e ff7b72 7ee787 e3b341 79c0ff d2a8ff 76e3ea d8dee4".split(" "),
  ..."8b949e ffa198 8ddb8c f2cc60 a5d6ff e2c5ff b3f0ff ffffff".split(" "),
];

interface Description {
  readonly title: string;
  readonly description: string;
}

/** A line of the screen, and the times between which it is shown, from 0 to 1. */
interface ShownLine {
  readonly row: number;
  readonly svg: string;
  readonly from: number;
  readonly to: number;
}

/** Returns an SVG that plays the frames, and shows the last one to users who prefer reduced motion. */
export const animatedTerminal = (
  frames: readonly Frame[],
  { columns }: TerminalSize,
  { title, description }: Description,
): string => {
  const rows = Math.max(...frames.map(({ lines }) => lines.findLastIndex((line) => line.length > 0) + 1));
  const width = Math.ceil(columns * columnWidth) + 2 * margin;
  const height = rows * lineHeight + 2 * margin;
  const length = (frames.at(-1)?.ms ?? 0) + pauseMs;
  const shown = shownLines(frames, rows, length);
  const animated = shown.filter(({ from, to }) => from > 0 || to < 1);
  const times = [...new Set(animated.map(timesOf))];
  const classOf = (line: ShownLine): string => {
    const index = times.indexOf(timesOf(line));
    return index < 0 ? "" : ` class="${line.to === 1 ? "k" : "h"} t${index}"`;
  };
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="title description" font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="${fontSize}" fill="#d8dee4">`,
    `<title id="title">${escaped(title)}</title>`,
    `<desc id="description">${escaped(description)}</desc>`,
    `<style>${styles(times, length)}</style>`,
    `<rect width="${width}" height="${height}" rx="8" fill="#1c2128"/>`,
    ...shown.map(
      (line) => `<g${classOf(line)} transform="translate(${margin} ${baseline(line.row)})">${line.svg}</g>`,
    ),
    "</svg>\n",
  ].join("\n");
};

const baseline = (row: number): number => margin + row * lineHeight + fontSize;

const timesOf = ({ from, to }: ShownLine): string => `${percent(from)} ${percent(to)}`;

const percent = (part: number): number => Math.round(part * 1e4) / 100;

/** Lines that stay the same from frame to frame are one element. */
const shownLines = (frames: readonly Frame[], rows: number, length: number): ShownLine[] =>
  Array.from({ length: rows }, (_, row) => {
    const shown: ShownLine[] = [];
    for (const [index, { ms, lines }] of frames.entries()) {
      const svg = (lines[row] ?? []).map(spanSvg).join("");
      const last = shown.at(-1);
      const to = (frames[index + 1]?.ms ?? length) / length;
      if (last?.svg === svg) shown[shown.length - 1] = { ...last, to };
      else shown.push({ row, svg, from: ms / length, to });
    }
    return shown.filter(({ svg }) => svg !== "");
  }).flat();

/** Without an animation, only lines of the last frame are visible. */
const styles = (times: readonly string[], length: number): string => {
  const keyframes = times.map((time, index) => {
    const [from = "0", to = "100"] = time.split(" ");
    const shows = from === "0" ? "" : `0%{visibility:hidden}`;
    const hides = to === "100" ? "" : `${to}%{visibility:hidden}`;
    return `@keyframes t${index}{${shows}${from}%{visibility:visible}${hides}}.t${index}{animation-name:t${index}}`;
  });
  return [
    ".h{visibility:hidden}",
    "@media (prefers-reduced-motion:no-preference){",
    `.h,.k{animation:${Math.round(length)}ms step-end infinite}`,
    ...keyframes,
    "}",
  ].join("\n");
};

/** The length keeps tables straight in any font. */
const spanSvg = ({ column, text, color, isDim, isBold }: Span): string => {
  const attributes = {
    x: rounded(column * columnWidth),
    textLength: rounded(text.length * columnWidth),
    lengthAdjust: "spacingAndGlyphs",
    "xml:space": text.includes("  ") ? "preserve" : undefined,
    fill: color === undefined ? undefined : `#${palette[color] ?? palette[7]}`,
    opacity: isDim ? 0.7 : undefined,
    "font-weight": isBold ? "bold" : undefined,
  };
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => ` ${name}="${value}"`);
  return `<text${written.join("")}>${escaped(text)}</text>`;
};

const rounded = (value: number): number => Math.round(value * 10) / 10;

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

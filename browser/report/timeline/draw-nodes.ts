import { tickText, timeSteps } from "../../ui/time-axis.ts";
import { axisHeight, type Geometry, gapOf, groupAt, laneTop, xOf } from "./geometry.ts";
import type { LaneGroup, Lanes } from "./lanes.ts";
import type { Paint } from "./paint.ts";

type Context = CanvasRenderingContext2D;

/** Pixels between ticks of the time axis, at least. */
const tickSpace = 80;

/** Draws the ticks of the time axis with lines through all lanes. */
export const drawAxis = (context: Context, geometry: Geometry, paint: Paint): void => {
  const [from, to] = geometry.range;
  const { width, height, gutter } = geometry;
  const least = ((to - from) / (width - gutter)) * tickSpace;
  const step = timeSteps.find((candidate) => candidate >= least) ?? least;
  context.fillStyle = paint.page;
  context.fillRect(0, 0, width, axisHeight);
  context.font = "12px system-ui, sans-serif";
  context.textBaseline = "middle";
  for (let ms = Math.ceil(from / step) * step; ms <= to; ms += step) {
    const x = Math.round(xOf(geometry, ms));
    context.fillStyle = paint.line;
    context.fillRect(x, axisHeight - 5, 1, 5);
    context.globalAlpha = 0.45;
    context.fillRect(x, axisHeight, 1, height - axisHeight);
    context.globalAlpha = 1;
    context.fillStyle = paint.muted;
    const text = tickText(Math.round(ms));
    const half = context.measureText(text).width / 2;
    if (x + half > width) context.textAlign = "right";
    else context.textAlign = x - half < gutter ? "left" : "center";
    context.fillText(text, context.textAlign === "right" ? width : x, 10);
  }
};

/** Draws the life of each visible node behind its lanes: boot, start task, ready, gone. */
export const drawNodes = (context: Context, lanes: Lanes, geometry: Geometry, paint: Paint): void => {
  let labelsEnd = axisHeight;
  for (let at = groupAt(lanes, geometry, axisHeight); at < lanes.groups.length; at++) {
    const group = lanes.groups[at]!;
    const y = laneTop(geometry, at, group.firstLane);
    if (y > geometry.height) break;
    const height = group.lanes * geometry.laneHeight;
    drawLife(context, group, geometry, paint, y, height);
    const middle = Math.max(y + Math.min(height, 16) / 2, axisHeight + 7);
    if (middle < labelsEnd + 7 || middle > geometry.height - 6) continue;
    drawName(context, group, geometry, paint, middle);
    labelsEnd = middle + 7;
  }
};

const drawLife = (
  context: Context,
  { node, readyMs, lanes }: LaneGroup,
  geometry: Geometry,
  paint: Paint,
  y: number,
  height: number,
): void => {
  const { gutter, width, laneHeight } = geometry;
  const clip = (ms: number): number => Math.max(gutter, Math.min(width, xOf(geometry, ms)));
  const fill = (style: string | CanvasPattern, from: number | undefined, to: number): void => {
    if (from === undefined || clip(to) <= clip(from)) return;
    context.fillStyle = style;
    context.fillRect(clip(from), y, clip(to) - clip(from), height);
  };
  const { allocatedMs, bootedMs, leftMs } = node ?? {};
  const left = leftMs ?? Number.MAX_SAFE_INTEGER;
  // A node that never became ready boots until it leaves.
  const ready = readyMs ?? left;
  fill(paint.bootPattern, allocatedMs, Math.min(bootedMs ?? ready, left));
  fill(paint.startPattern, bootedMs, Math.min(ready, left));
  fill(paint.track, ready, left);
  if (leftMs !== undefined) {
    fill(paint.gonePattern, leftMs, Number.MAX_SAFE_INTEGER);
    fill(paint["lane-failed"], leftMs, leftMs + (3 * (geometry.range[1] - geometry.range[0])) / width);
  }
  if (laneHeight < 8) return;
  context.fillStyle = paint.page;
  for (let lane = 1; lane < lanes; lane++) context.fillRect(gutter, y + lane * laneHeight - 1, width, 1);
};

const drawName = (
  context: Context,
  { node }: LaneGroup,
  { gutter }: Geometry,
  paint: Paint,
  middle: number,
): void => {
  context.font = "12px system-ui, sans-serif";
  context.textAlign = "left";
  context.textBaseline = "middle";
  context.fillStyle = paint.muted;
  const name = node === undefined ? "node unknown" : node.id;
  const spot = node?.isSpot ? " · spot" : "";
  context.fillText(shortened(context, name, spot, gutter - 10), 0, middle);
};

/** Keeps the start and the end of a name, because names of nodes differ in the middle and at the end. */
const shortened = (context: Context, name: string, suffix: string, width: number): string => {
  const fits = (text: string): boolean => context.measureText(text).width <= width;
  if (fits(name + suffix)) return name + suffix;
  const plain = fits(`${name.slice(0, 4)}…${suffix}`) ? suffix : "";
  for (let kept = Math.min(name.length, 40); kept > 2; kept--) {
    const text = `${name.slice(0, Math.ceil(kept / 3))}…${name.slice(-Math.floor((2 * kept) / 3))}${plain}`;
    if (fits(text)) return text;
  }
  return "…";
};

/** Separates nodes by a line where lanes are too low for a gap. */
export const drawSeparators = (context: Context, lanes: Lanes, geometry: Geometry, paint: Paint): void => {
  if (gapOf(geometry.laneHeight) > 0) return;
  context.fillStyle = paint.page;
  for (let at = groupAt(lanes, geometry, axisHeight); at < lanes.groups.length; at++) {
    const group = lanes.groups[at]!;
    const y = laneTop(geometry, at, group.firstLane);
    if (y > geometry.height) return;
    if (group.lanes * geometry.laneHeight >= 8) context.fillRect(geometry.gutter, y - 0.5, geometry.width, 1);
  }
};

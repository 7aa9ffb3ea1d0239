import type { ReportData, ReportedAttempt } from "../../contract/report-data.ts";
import { stateOf } from "../task-facts.ts";
import { addToDensity, type Density, densityImage, newDensity } from "./density.ts";
import { axisHeight, type Geometry, gapOf, groupAt, laneTop, xOf } from "./geometry.ts";
import { firstEndingAfter, type Lanes } from "./lanes.ts";
import type { Paint } from "./paint.ts";

type Context = CanvasRenderingContext2D;

/** Tasks narrower than this are drawn as density. Pixels. */
const narrow = 1.5;

/** Lanes lower than this share rows of pixels. */
const low = 1;

export interface Drawing {
  readonly context: Context;
  readonly data: ReportData;
  readonly lanes: Lanes;
  readonly geometry: Geometry;
  readonly paint: Paint;
  readonly attemptsOf: ReadonlyMap<number, readonly ReportedAttempt[]>;
}

/** Draws the visible tasks. Returns the number of those too small to be drawn one by one. */
export const drawTasks = (drawing: Drawing): number =>
  drawing.geometry.laneHeight < low ? drawRows(drawing) : drawLanes(drawing);

const drawLanes = (drawing: Drawing): number => {
  const { context, lanes, geometry, paint } = drawing;
  const { width, gutter, height, laneHeight } = geometry;
  const rows: number[] = [];
  const density = newDensity(
    Math.max(1, Math.floor(width - gutter)),
    Math.ceil((height - axisHeight) / laneHeight) + 2,
  );
  let small = 0;
  for (let at = groupAt(lanes, geometry, axisHeight); at < lanes.groups.length; at++) {
    const { firstLane, lanes: size } = lanes.groups[at]!;
    for (let lane = firstLane; lane < firstLane + size; lane++) {
      const y = laneTop(geometry, at, lane);
      if (y + laneHeight < axisHeight || y > height) continue;
      small += drawLane(drawing, density, rows.length, lane, y);
      rows.push(y);
    }
    if (laneTop(geometry, at, firstLane) > height) break;
  }
  if (small === 0) return 0;
  const image = densityImage(density, 1, paint["lane-succeeded"], paint["lane-failed"]);
  context.imageSmoothingEnabled = false;
  for (const [row, y] of rows.entries())
    context.drawImage(image, 0, row, density.width, 1, gutter, y, density.width, innerHeight(laneHeight));
  return small;
};

/** Height of a task, which leaves a line between lanes that are high enough. */
const innerHeight = (laneHeight: number): number => (laneHeight >= 8 ? laneHeight - 1 : laneHeight);

const drawLane = (drawing: Drawing, density: Density, row: number, lane: number, y: number): number => {
  const { lanes, geometry, data } = drawing;
  const [from, to] = geometry.range;
  let small = 0;
  for (let i = firstEndingAfter(lanes, lane, from); i < lanes.first[lane + 1]!; i++) {
    const task = lanes.order[i]!;
    if (lanes.start[task]! > to) break;
    const x = xOf(geometry, lanes.start[task]!);
    const end = xOf(geometry, lanes.end[task]!);
    if (end - x >= narrow) drawTask(drawing, task, y);
    else {
      addToDensity(density, row, x - geometry.gutter, end - geometry.gutter, data.tasks.state[task] ?? 0);
      small++;
    }
  }
  return small;
};

/** Draws a task as staging, running and uploading, then its earlier attempts and marks. */
const drawTask = (drawing: Drawing, task: number, y: number): void => {
  const { context, data, lanes, geometry, paint, attemptsOf } = drawing;
  const { gutter, width, laneHeight } = geometry;
  const { programStarted, ended, retries, requeues } = data.tasks;
  const height = innerHeight(laneHeight);
  const [start, end] = [lanes.start[task]!, lanes.end[task]!];
  const clip = (ms: number): number => Math.max(gutter, Math.min(width, xOf(geometry, ms)));
  // A gap of one pixel separates tasks that follow each other immediately.
  const gap = clip(end) - clip(start) > 4 ? 1 : 0;
  const fill = (style: string | CanvasPattern, from: number, to: number): void => {
    context.fillStyle = style;
    context.fillRect(clip(from), y, Math.max(0.5, Math.min(clip(to), clip(end) - gap) - clip(from)), height);
  };
  const runs = Math.max(start, programStarted[task]! < 0 ? start : programStarted[task]!);
  const ends = Math.min(end, ended[task]! < 0 ? end : ended[task]!);
  const style = styleOf(drawing, task);
  fill(paint["lane-light"], start, end);
  fill(style, runs, ends);
  for (const { startedMs, endedMs } of attemptsOf.get(task) ?? [])
    fill(paint["lane-retry"], startedMs, endedMs);
  if (laneHeight < 7 || clip(end) - clip(start) < 7) return;
  const x = clip(runs) + 2;
  const middle = y + height / 2;
  if (retries[task]! > 0) drawMark(context, paint, "retry", x, middle);
  if (requeues[task]! > 0) drawMark(context, paint, "restart", x + (retries[task]! > 0 ? 8 : 0), middle);
};

const styleOf = ({ data, paint }: Drawing, task: number): string | CanvasPattern => {
  const state = stateOf(data.tasks, task);
  if (state === "failed") return paint.failedPattern;
  return state === "running" ? paint["lane-running"] : paint["lane-succeeded"];
};

/** A triangle for a retry, a diamond for a restart on another node. */
const drawMark = (context: Context, paint: Paint, mark: "retry" | "restart", x: number, y: number): void => {
  context.beginPath();
  if (mark === "retry") context.moveTo(x, y - 3.5);
  else context.moveTo(x + 3, y - 4);
  context.lineTo(x + (mark === "retry" ? 6 : 7), y);
  context.lineTo(x + (mark === "retry" ? 0 : 3), y + (mark === "retry" ? 3.5 : 4));
  if (mark === "restart") context.lineTo(x - 1, y);
  context.closePath();
  context.fillStyle = paint.text;
  context.strokeStyle = paint.page;
  context.lineWidth = 1.5;
  context.stroke();
  context.fill();
};

/** Draws lanes that are lower than a row of pixels: each row shows how busy its lanes were. */
const drawRows = ({ context, data, lanes, geometry, paint }: Drawing): number => {
  const { gutter, width, height, laneHeight, top, range } = geometry;
  const rows = Math.min(height - axisHeight, Math.ceil(lanes.count * laneHeight)) | 0;
  const density = newDensity(Math.max(1, Math.floor(width - gutter)), Math.max(1, rows));
  let small = 0;
  const firstLane = Math.floor(top / laneHeight);
  for (let lane = firstLane; lane < lanes.count; lane++) {
    const row = Math.floor(lane * laneHeight - top);
    if (row < 0) continue;
    if (row >= rows) break;
    for (let i = firstEndingAfter(lanes, lane, range[0]); i < lanes.first[lane + 1]!; i++) {
      const task = lanes.order[i]!;
      if (lanes.start[task]! > range[1]) break;
      const x = xOf(geometry, lanes.start[task]!) - gutter;
      const end = xOf(geometry, lanes.end[task]!) - gutter;
      addToDensity(density, row, x, end, data.tasks.state[task] ?? 0);
      small++;
    }
  }
  const lanesPerRow = Math.max(1, 1 / laneHeight + gapOf(laneHeight));
  const image = densityImage(density, lanesPerRow, paint["lane-succeeded"], paint["lane-failed"]);
  context.imageSmoothingEnabled = false;
  context.drawImage(image, gutter, axisHeight);
  return small;
};

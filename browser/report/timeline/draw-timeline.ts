import { drawAxis, drawNodes, drawSeparators } from "./draw-nodes.ts";
import { type Drawing, drawTasks } from "./draw-tasks.ts";
import { axisHeight, gapOf, laneTop, xOf } from "./geometry.ts";

/** Draws the timeline. Returns the number of tasks too small to be drawn one by one. */
export const drawTimeline = (drawing: Drawing, marked: number): number => {
  const { context, lanes, geometry, paint } = drawing;
  const { width, height } = geometry;
  context.fillStyle = paint.page;
  context.fillRect(0, 0, width, height);
  context.save();
  context.beginPath();
  context.rect(0, axisHeight, width, height);
  context.clip();
  drawNodes(context, lanes, geometry, paint);
  context.restore();
  drawAxis(context, geometry, paint);
  context.save();
  context.beginPath();
  context.rect(geometry.gutter, axisHeight, width, height);
  context.clip();
  const small = drawTasks(drawing);
  drawSeparators(context, lanes, geometry, paint);
  if (marked >= 0) drawMarked(drawing, marked);
  context.restore();
  return small;
};

/** Outlines the task that is selected or below the pointer. */
const drawMarked = ({ context, lanes, geometry, paint }: Drawing, task: number): void => {
  const lane = lanes.laneOf[task] ?? -1;
  if (lane < 0) return;
  const group = lanes.groups.findLastIndex(({ firstLane }) => firstLane <= lane);
  const y = laneTop(geometry, group, lane);
  const [x, end] = [xOf(geometry, lanes.start[task]!), xOf(geometry, lanes.end[task]!)];
  const width = Math.max(4, end - x);
  const height = Math.max(4, geometry.laneHeight - (gapOf(geometry.laneHeight) > 0 ? 1 : 0));
  context.lineWidth = 4;
  context.strokeStyle = paint.page;
  context.strokeRect(x - 1, y - 0.5, width + 1, height + 1);
  context.lineWidth = 2;
  context.strokeStyle = paint.text;
  context.strokeRect(x - 1, y - 0.5, width + 1, height + 1);
};

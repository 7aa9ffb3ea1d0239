import { coloursOf } from "../../ui/theme.ts";

const names = [
  "page",
  "text",
  "muted",
  "line",
  "accent",
  "track",
  "lane-boot",
  "lane-start",
  "lane-gone",
  "lane-light",
  "lane-succeeded",
  "lane-failed",
  "lane-failed-stripe",
  "lane-running",
  "lane-retry",
] as const;

/** Colours and patterns of the timeline. */
export interface Paint extends Record<(typeof names)[number], string> {
  readonly failedPattern: CanvasPattern | string;
  readonly bootPattern: CanvasPattern | string;
  readonly startPattern: CanvasPattern | string;
  readonly gonePattern: CanvasPattern | string;
}

/** Reads the colours of the present theme. */
export const readPaint = (): Paint => {
  const colours = coloursOf(names);
  return {
    ...colours,
    failedPattern: stripes(colours["lane-failed"], colours["lane-failed-stripe"], 6, 2),
    bootPattern: stripes(colours.page, colours["lane-boot"], 6, 2),
    startPattern: stripes(colours["lane-boot"], colours["lane-start"], 6, 3),
    gonePattern: stripes(colours.page, colours["lane-gone"], 8, 1),
  };
};

/** Diagonal stripes, so that states also differ without colour. */
const stripes = (base: string, stripe: string, size: number, width: number): CanvasPattern | string => {
  const tile = new OffscreenCanvas(size * 2, size * 2);
  const context = tile.getContext("2d");
  if (context === null) return base;
  context.scale(2, 2);
  context.fillStyle = base;
  context.fillRect(0, 0, size, size);
  context.strokeStyle = stripe;
  context.lineWidth = width;
  for (const shift of [-size, 0, size]) {
    context.beginPath();
    context.moveTo(shift - 1, size + 1);
    context.lineTo(shift + size + 1, -1);
    context.stroke();
  }
  const pattern = context.createPattern(tile, "repeat");
  pattern?.setTransform(new DOMMatrix().scale(0.5));
  return pattern ?? base;
};
